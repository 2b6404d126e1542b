import { strict as assert } from 'node:assert'
import type { ConformanceCheck } from './contract.ts'
import { needs } from './needs.ts'
import { arrive, crowd, ENDLESS_MS, giveUp, QUICK_MS, rightChart, totalSlots } from './user.ts'
import { peakDuring, untilActive } from './watch.ts'

/** Long enough for all slots to be seen busy at once, on a busy machine too. */
const OVERLAP_MS = 400
const MORE_THAN_SLOTS = 3

export const slots: readonly ConformanceCheck[] = [
  {
    name: 'as many slow queries at a time as declared, and no more, on at most P connections',
    inapplicable: needs('activity'),
    async run(subject) {
      await untilActive(subject, 0)
      const total = totalSlots(subject)
      const before = await subject.counts()
      const serveAll = async () => {
        await using group = await crowd(subject, total + MORE_THAN_SLOTS, OVERLAP_MS)
        await Promise.all(group.users.map((user) => rightChart(subject, user)))
      }
      const { peak } = await peakDuring(subject, serveAll())
      const { connections } = subject.settings
      assert.equal(peak.active, total, `slow queries at a time; slots ${subject.slots.join(' + ')}`)
      assert.ok(
        peak.connections <= connections,
        `${peak.connections} connections where ${connections} are allowed`,
      )
      const after = await subject.counts()
      assert.equal(after.started - before.started, total + MORE_THAN_SLOTS, 'slow queries in all')
    },
  },
  {
    name: 'who has no slot is told so, with a position, and served in the end',
    needsResponsive: true,
    inapplicable: needs('activity'),
    async run(subject) {
      await untilActive(subject, 0)
      const total = totalSlots(subject)
      await using busy = await crowd(subject, total, ENDLESS_MS)
      await untilActive(subject, total)
      await using late = await crowd(subject, MORE_THAN_SLOTS, QUICK_MS)
      for (const { session } of late.users) {
        const status = await session.first('status', 5_000)
        assert.equal(status.state, 'queued', 'the state of a session without a slot')
        assert.ok((status.position ?? -1) >= 0, 'a queued session has no position')
        assert.ok(status.position! < MORE_THAN_SLOTS, `position ${status.position} of ${MORE_THAN_SLOTS}`)
      }
      await giveUp(busy.users)
      await Promise.all(late.users.map((user) => rightChart(subject, user)))
    },
  },
  {
    name: 'a query that is given up while it waits never starts',
    needsResponsive: true,
    inapplicable: needs('activity'),
    async run(subject) {
      await untilActive(subject, 0)
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
    name: 'other users are served while a slow query runs',
    needsResponsive: true,
    inapplicable: needs('activity'),
    async run(subject) {
      await using early = await arrive(subject, 0)
      const chart = await rightChart(subject, early)
      await using busy = await crowd(subject, totalSlots(subject), ENDLESS_MS)
      await untilActive(subject, totalSlots(subject))
      const patch = await early.session.interact(chart.data[0]!.hi, 2_000)
      assert.ok(patch.above.includes(0))
      await giveUp(busy.users)
      await untilActive(subject, 0)
    },
  },
]
