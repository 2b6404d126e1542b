import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Readable } from 'node:stream'

export const root = join(import.meta.dirname, '..')

/** How the program ended, and all that it said. */
export interface BenchEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly out: string
  readonly err: string
}

export interface RunningBench {
  readonly process: ChildProcess
  /** What it has written to stdout so far. */
  out(): string
  /** What it has written to stderr so far. */
  err(): string
  readonly ended: Promise<BenchEnd>
}

/**
 * Starts the real program as a user does, with nothing on stdin and no terminal. `env` stands above our own
 * environment; undefined removes a variable.
 */
export function startBench(
  args: readonly string[],
  { env = {}, cwd = root }: { env?: Record<string, string | undefined>; cwd?: string } = {},
): RunningBench {
  const child = spawn(process.execPath, [join(root, 'bin', 'bench.js'), ...args], {
    cwd,
    env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return heard(child)
}

/** Takes down what a process says until it ends; to be called at once, and with both outputs piped. */
export function heard(child: ChildProcessByStdio<null, Readable, Readable>): RunningBench {
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  const { promise, resolve, reject } = Promise.withResolvers<BenchEnd>()
  child.on('error', reject)
  child.on('close', (code, signal) => resolve({ code, signal, out, err }))
  return { process: child, out: () => out, err: () => err, ended: promise }
}

export function bench(...parameters: Parameters<typeof startBench>): Promise<BenchEnd> {
  return startBench(...parameters).ended
}
