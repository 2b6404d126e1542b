import { strict as assert } from 'node:assert'
import type { ConformanceCheck, Powers, Subject } from './contract.ts'
import { eventually, PATIENCE_MS } from './eventually.ts'
import { needs } from './needs.ts'
import { settle } from './settle.ts'
import {
  arrive,
  crowd,
  ENDLESS_MS,
  giveUp,
  greeted,
  isResponsive,
  QUICK_MS,
  rightChart,
  served,
  totalSlots,
  type User,
} from './user.ts'
import { peakDuring, untilActive } from './watch.ts'

/** Who waits until nobody is in the way any more. */
const LATE_USERS = 3
/** Where nobody can be told to go: long enough for all slots to be seen busy at once. */
const OVERLAP_MS = 800

/** The position that a waiting user was told last; -1 before it is told any. */
function positionOf({ session }: Pick<User, 'session'>): number {
  const status = session.received.findLast((message) => message.type === 'status')
  return status?.type === 'status' && status.state === 'queued' ? (status.position ?? -1) : -1
}

/** All slots are taken by queries that do not end by themselves; who comes then must wait. */
async function fillAndQueue(subject: Subject & Powers): Promise<number> {
  const total = totalSlots(subject)
  await using busy = await crowd(subject, total, ENDLESS_MS)
  await untilActive(subject, total)
  await using late = await crowd(subject, LATE_USERS, QUICK_MS)
  for (const { session } of late.users) {
    const status = await session.first('status', PATIENCE_MS)
    assert.equal(status.state, 'queued', 'the state of a session without a slot')
    const { position = -1 } = status
    assert.ok(position >= 0 && position < LATE_USERS, `position ${position} of ${LATE_USERS}`)
  }
  await giveUp(busy.users)
  await Promise.all(late.users.map((user) => rightChart(subject, user)))
  return total + LATE_USERS
}

/** The same where sockets are told nothing: one user more than there are slots. */
async function fillBlocked(subject: Subject & Powers): Promise<number> {
  const count = totalSlots(subject) + 1
  await using group = await crowd(subject, count, OVERLAP_MS)
  await Promise.all(group.users.map((user) => rightChart(subject, user)))
  return count
}

export const slots: readonly ConformanceCheck[] = [
  {
    name: 'as many slow queries at a time as declared, and no more; who has no slot waits, and is served',
    inapplicable: needs('activity'),
    async run(subject) {
      await settle(subject)
      const before = await subject.counts()
      const fill = isResponsive(subject) ? fillAndQueue : fillBlocked
      const { result, peak } = await peakDuring(subject, fill(subject))
      assert.equal(
        peak.active,
        totalSlots(subject),
        `slow queries at a time; slots ${subject.slots.join(' + ')}`,
      )
      const { connections } = subject.settings
      assert.ok(peak.connections <= connections, `${peak.connections} connections, P = ${connections}`)
      assert.equal((await subject.counts()).started - before.started, result, 'slow queries in all')
    },
  },
  {
    name: 'the position of who waits moves up as those before it leave',
    needsResponsive: true,
    inapplicable: needs('activity'),
    async run(subject) {
      await settle(subject)
      await using busy = await crowd(subject, totalSlots(subject), ENDLESS_MS)
      await untilActive(subject, totalSlots(subject))
      // More than there are workers, so that somebody waits behind another.
      await using late = await crowd(subject, subject.slots.length + 1, ENDLESS_MS)
      await greeted(late.users)
      await eventually('somebody waits behind another', () => late.users.some((user) => positionOf(user) > 0))
      const first = late.users.filter((user) => positionOf(user) === 0)
      const behind = late.users.filter((user) => !first.includes(user))
      await giveUp(first)
      await eventually('those behind move up', () => behind.some((user) => positionOf(user) === 0))
      await giveUp(behind)
      await giveUp(busy.users)
      await untilActive(subject, 0)
    },
  },
  {
    name: 'a query that is given up while it waits never starts',
    needsResponsive: true,
    inapplicable: needs('activity'),
    async run(subject) {
      await settle(subject)
      const total = totalSlots(subject)
      const before = await subject.counts()
      await using busy = await crowd(subject, total, ENDLESS_MS)
      await untilActive(subject, total)
      await using waiting = await arrive(subject, QUICK_MS)
      await giveUp([waiting])
      await giveUp(busy.users)
      await untilActive(subject, 0)
      assert.equal((await subject.counts()).started - before.started, total, 'slow queries started')
    },
  },
  {
    name: 'other users are served while slow queries run',
    needsResponsive: true,
    inapplicable: needs('activity'),
    async run(subject) {
      await settle(subject)
      await using early = await served(subject)
      await using busy = await crowd(subject, totalSlots(subject), ENDLESS_MS)
      await untilActive(subject, totalSlots(subject))
      const patch = await early.session.interact(0, PATIENCE_MS)
      assert.ok(patch.above.length > 0)
      await giveUp(busy.users)
      await untilActive(subject, 0)
    },
  },
]
