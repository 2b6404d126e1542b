import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A state folder of its own for one test file, so that it sees the ledgers of nobody else. */
export function testState(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'chartbench-state-'))
  const before = process.env.BENCH_STATE
  process.env.BENCH_STATE = path
  return {
    path,
    remove() {
      if (before === undefined) delete process.env.BENCH_STATE
      else process.env.BENCH_STATE = before
      rmSync(path, { recursive: true, force: true })
    },
  }
}
