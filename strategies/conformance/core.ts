import { strict as assert } from 'node:assert'
import type { ConformanceCheck, Powers, Subject } from './contract.ts'
import { arrive, QUICK_MS, rightAnswer, rightChart } from './user.ts'
import { type Peak, peakDuring } from './watch.ts'

const unseen: Peak = { connections: 0, active: 0 }

async function serveOne(subject: Subject): Promise<void> {
  await using user = await arrive(subject, QUICK_MS)
  const chart = await rightChart(subject, user)
  await rightAnswer(user.session, chart)
  await user.session.close()
}

async function peakWhileServing(subject: Subject & Powers): Promise<Peak> {
  if (subject.activity) return (await peakDuring(subject, serveOne(subject))).peak
  await serveOne(subject)
  return unseen
}

/**
 * What must hold before anything is measured: the right chart with the right hash, an interaction that is
 * answered from it, one query in Postgres for it, and no more connections than are allowed.
 */
export const core: readonly ConformanceCheck[] = [
  {
    name: 'a page, its chart, an interaction: exactly one query, at most P connections',
    async run(subject) {
      const before = await subject.counts()
      const peak = await peakWhileServing(subject)
      const after = await subject.counts()
      const { connections } = subject.settings
      assert.deepEqual(
        { started: after.started - before.started, finished: after.finished - before.finished },
        { started: 1, finished: 1 },
        'slow queries in Postgres for one chart',
      )
      assert.ok(
        peak.connections <= connections,
        `${peak.connections} connections where ${connections} are allowed`,
      )
    },
  },
]
