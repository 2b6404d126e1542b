import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { spawnChild } from '../../lifecycle/children.ts'
import type { Ledger } from '../../lifecycle/ledger.ts'

/** A run in a process of its own that has started an nginx, and was then killed at once; for tests. */
export async function killedRun(
  ledger: Ledger,
  provider: 'local' | 'docker',
  how: string,
): Promise<{ pid: number; url: string; ledger: string }> {
  await using run = spawnChild({
    command: [
      process.execPath,
      join(import.meta.dirname, 'running.fixture.ts'),
      `killed-${provider}-${how}`,
      provider,
      how,
    ],
    role: 'run',
    ledger,
  })
  const line = once(createInterface(run.stdout!), 'line')
  const failed = run.ended.then(() => Promise.reject(new Error(run.tail())))
  const [text] = (await Promise.race([line, failed])) as [string]
  failed.catch(() => {})
  process.kill(run.pid, 'SIGKILL')
  await run.ended
  return JSON.parse(text)
}
