import { strict as assert } from 'node:assert'
import { errors } from '../app/protocol/codes.ts'
import type { ConformanceCheck } from './contract.ts'
import { assertOneCancelled } from './counted.ts'
import { eventually, PATIENCE_MS } from './eventually.ts'
import { needs } from './needs.ts'
import { settle } from './settle.ts'
import {
  arrive,
  assertEndsWith,
  assertServes,
  crowd,
  ENDLESS_MS,
  giveUp,
  greeted,
  totalSlots,
} from './user.ts'
import { CANCEL_WITHIN_MS, untilActive } from './watch.ts'

export const leaving: readonly ConformanceCheck[] = [
  {
    name: 'a user who cancels is told so, and the query ends in Postgres',
    needsResponsive: true,
    inapplicable: needs('activity'),
    async run(subject) {
      await untilActive(subject, 0)
      const before = await subject.counts()
      await using user = await arrive(subject, ENDLESS_MS)
      // It is at work in Postgres a moment before it has begun: a plan may have to be made first.
      await eventually('the query has begun', async () => (await subject.counts()).started > before.started)
      await giveUp([user])
      await assertEndsWith(user.session, 'CANCELLED', 'a cancelled session')
      await untilActive(subject, 0, CANCEL_WITHIN_MS)
      await assertOneCancelled(subject, before)
      await assertServes(subject)
    },
  },
  {
    name: 'when users leave in mid-query, their queries end in Postgres and their slots are free',
    needsResponsive: true,
    inapplicable: needs('activity'),
    async run(subject) {
      await settle(subject)
      const before = await subject.counts()
      const total = totalSlots(subject)
      const group = await crowd(subject, total, ENDLESS_MS)
      await untilActive(subject, total)
      await greeted(group.users)
      const ends = await Promise.all(group.users.map(({ session }) => session.close()))
      assert.ok(ends.every(({ code }) => code === 1000))
      await untilActive(subject, 0, subject.settings.graceMs + CANCEL_WITHIN_MS)
      assert.equal((await subject.counts()).finished, before.finished, 'abandoned queries ran to their end')
      await assertServes(subject)
    },
  },
  {
    name: 'a session that has its chart can be cancelled too',
    async run(subject) {
      await using user = await arrive(subject, 0)
      await user.session.chart(PATIENCE_MS)
      user.session.cancel()
      assert.equal((await user.session.closed).code, errors.CANCELLED.close)
    },
  },
]
