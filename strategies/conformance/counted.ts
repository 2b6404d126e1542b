import { strict as assert } from 'node:assert'
import type { SessionGrant } from '../app/protocol/messages.ts'
import type { Powers, Subject } from './contract.ts'
import { eventually } from './eventually.ts'
import { NOBODY, resigned } from './signed.ts'
import { served } from './user.ts'

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

/** Who comes with the token of another worker makes one misroute, and has no query run again. */
export async function assertMisrouted(
  subject: Subject & Powers,
  come: (grant: SessionGrant, token: string) => Promise<unknown>,
): Promise<void> {
  const before = await subject.misroutes!()
  await using user = await served(subject)
  const { grant } = user
  const queries = await subject.counts()
  await come(grant, resigned(subject, grant, { worker: NOBODY }))
  await eventually('the misroute is counted', async () => (await subject.misroutes!()) === before + 1)
  assert.equal((await subject.counts()).started, queries.started, 'the query was run again')
}
