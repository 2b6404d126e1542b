import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { spawnChild } from '../harness/lifecycle/children.ts'
import type { Ledger } from '../harness/lifecycle/ledger.ts'
import { nowUs } from '../strategies/app/clock.ts'
import { pin, watchPss } from './process.ts'
import type { PlayedUsers } from './table.ts'

/** Plays the bare script once, on one core. */
export async function playBare(options: {
  url: string
  users: number
  spacingUs: number
  queryMs: number
  ledger: Ledger
  core: number
}): Promise<PlayedUsers> {
  const { url, users, spacingUs, queryMs } = options
  const began = performance.now()
  await using child = spawnChild({
    command: [
      process.execPath,
      fileURLToPath(new URL('./bare.ts', import.meta.url)),
      url,
      ...[users, spacingUs, queryMs].map(String),
    ],
    role: 'bare driver',
    ledger: options.ledger,
  })
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
  await lines.next()
  const startupMs = performance.now() - began
  pin(options.core, child.pid)
  const pss = watchPss(child.pid)
  child.stdin!.write(`${nowUs() + 100_000}\n`)
  const { value } = await lines.next()
  if (value === undefined) throw new Error(`the bare script ended without figures: ${child.tail()}`)
  const { cpuMs, lagUs } = JSON.parse(value) as { cpuMs: number; lagUs: number[] }
  return {
    startupMs,
    cpuMsPerUser: cpuMs / users,
    recordingMsPerUser: null,
    serverMsPerUser: null,
    postgresMsPerUser: null,
    pssBytesPerUser: pss.stop() / users,
    lagUs,
    overheadUs: null,
  }
}
