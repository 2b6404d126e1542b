import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { cacheFolder } from './lifecycle/folders.ts'

// Children inherit it: stripping types and compiling is then done once for a machine, not for every process.
process.env['NODE_COMPILE_CACHE'] ??= join(cacheFolder(), 'compile')
enableCompileCache(process.env['NODE_COMPILE_CACHE'])

const { runCommandLine } = await import('./commands/index.ts')
await runCommandLine(process.argv)
