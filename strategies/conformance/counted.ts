import { strict as assert } from 'node:assert'
import type { Subject } from './contract.ts'

type Counts = Awaited<ReturnType<Subject['counts']>>

/** Since `before`, one query was started for one session, however often a viewer of it came. */
export async function assertOneQuery(subject: Subject, before: Counts): Promise<void> {
  assert.equal((await subject.counts()).started - before.started, 1, 'slow queries for one session')
}

/** Since `before`, one query was started, and it did not run to its end. */
export async function assertOneCancelled(subject: Subject, before: Counts): Promise<void> {
  const after = await subject.counts()
  assert.deepEqual(
    [after.started - before.started, after.finished - before.finished],
    [1, 0],
    'queries started and finished',
  )
}

/** A query that nobody waited for any more ended at the end of the grace time, and not sooner. */
export function assertGrace({ settings: { graceMs } }: Subject, leftMs: number): void {
  const lastedMs = performance.now() - leftMs
  // The socket's end reaches the server a little after us, never before.
  assert.ok(lastedMs >= graceMs - 20, `cancelled after ${lastedMs.toFixed(0)} ms, grace ${graceMs} ms`)
}
