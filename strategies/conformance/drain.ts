import { strict as assert } from 'node:assert'
import { endCode } from '../app/client/socketEnd.ts'
import type { ConformanceCheck, Powers, Subject } from './contract.ts'
import { assertRecovered } from './death.ts'
import { PATIENCE_MS, within } from './eventually.ts'
import { firstOf, rolesThatSuffer, unlessInjectable } from './roles.ts'
import { settle } from './settle.ts'
import { arrive, crowd, QUICK_MS, rightChart, totalSlots } from './user.ts'
import { untilActive } from './watch.ts'

/** Long enough for a drain to find it under way. */
const UNDER_WAY_MS = 1_000

/** The first process of the role is drained while it holds users who wait. */
async function drainOne(subject: Subject & Powers, role: string): Promise<void> {
  const victim = firstOf(role, subject)
  // Two for each slot: some are in mid-query, others have not got theirs yet.
  await using group = await crowd(subject, 2 * totalSlots(subject), UNDER_WAY_MS)
  const holders = await Promise.all(
    group.users.map(async ({ session }) => (await session.first('hello', PATIENCE_MS)).worker),
  )
  await untilActive(subject, totalSlots(subject))
  const drained = subject.fault!('drain', role)
  // It is looked at below; a failure that comes before is no unhandled one.
  drained.catch(() => {})
  await Promise.all(group.users.map((user) => rightChart(subject, user)))
  await within('the process is drained', drained)
  for (const [i, { session }] of group.users.entries()) {
    if (holders[i] !== victim.worker) continue
    const end = await within('a viewer of the drained process is let go', session.closed)
    assert.equal(endCode(end), 'GOING_AWAY', 'what a viewer of the drained process is told')
  }
}

/** New users come all the while; nobody may reach the process that goes, or be refused. */
async function keepComing(subject: Subject, over: Promise<unknown>): Promise<number> {
  let done = false
  const end = () => {
    done = true
  }
  over.then(end, end)
  let users = 0
  while (!done) {
    await using user = await arrive(subject, QUICK_MS)
    await rightChart(subject, user)
    users++
  }
  return users
}

export const drain: readonly ConformanceCheck[] = [
  {
    name: 'a process is drained: those who wait get their charts, new users go elsewhere, and it is replaced',
    needsResponsive: true,
    needsFault: 'drain',
    inapplicable: unlessInjectable,
    async run(subject) {
      for (const role of rolesThatSuffer('drain', subject)) {
        await settle(subject)
        const before = await subject.counts()
        const processes = subject.processes!()
        const draining = drainOne(subject, role)
        const [, came] = await Promise.all([draining, keepComing(subject, draining)])
        const { started } = await subject.counts()
        assert.equal(
          started - before.started,
          2 * totalSlots(subject) + came,
          'slow queries, one for each user',
        )
        await assertRecovered(subject, processes.find((one) => one.role === role)!.pid, processes.length)
      }
    },
  },
]
