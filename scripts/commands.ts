import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'

/** The folder that holds package.json. */
export const root = join(import.meta.dirname, '..')

/** How a command ended; `output` is what it wrote to stdout and stderr, in the order of arrival. */
export interface Ended {
  readonly ok: boolean
  readonly output: string
  readonly durationMs: number
}

/**
 * Runs a command in the root folder, with the tools of `node_modules/.bin` first on the PATH, and resolves
 * when it has ended, however it did.
 */
export async function runCommand(command: string, args: readonly string[]): Promise<Ended> {
  const begun = performance.now()
  const tools = join(root, 'node_modules', '.bin')
  const child = spawn(command, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PATH: `${tools}${delimiter}${process.env.PATH ?? ''}` },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const { promise, resolve } = Promise.withResolvers<boolean>()
  child.on('error', (error) => {
    output += `${error.message}\n`
    resolve(false)
  })
  child.on('close', (code) => resolve(code === 0))
  return { ok: await promise, output, durationMs: performance.now() - begun }
}
