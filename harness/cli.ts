import { enableCompileCache } from 'node:module'
import { compileCacheFolder } from './lifecycle/folders.ts'

enableCompileCache(compileCacheFolder())

const { runCommandLine } = await import('./commands/index.ts')
await runCommandLine(process.argv)
