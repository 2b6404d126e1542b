import { strict as assert } from 'node:assert'
import type { ConformanceCheck, Powers, Subject } from './contract.ts'
import { firstOf, rolesThatSuffer, unlessInjectable } from './roles.ts'
import { settle } from './settle.ts'
import { arrive, crowd, ENDLESS_MS, giveUp, rightAnswer, rightChart, served, totalSlots } from './user.ts'
import { untilActive } from './watch.ts'

const RELOADS = 3

/** Users come one after the other until `over`; each must be served. */
async function comeAndGo(subject: Subject, over: Promise<void>): Promise<void> {
  let done = false
  const end = () => {
    done = true
  }
  over.then(end, end)
  while (!done) {
    await using user = await arrive(subject, 0)
    await rightChart(subject, user)
  }
}

async function reloads(subject: Powers, role: string): Promise<void> {
  for (let i = 0; i < RELOADS; i++) await subject.fault!('reload', role)
}

export const reload: readonly ConformanceCheck[] = [
  {
    name: 'a process reloads under load: open sockets live on, users come and go, nobody is misrouted',
    needsResponsive: true,
    needsFault: 'reload',
    inapplicable: unlessInjectable,
    async run(subject) {
      for (const role of rolesThatSuffer('reload', subject)) {
        await settle(subject)
        const { pid } = firstOf(role, subject)
        const misroutes = await subject.misroutes?.()
        await using watching = await served(subject)
        const chart = await watching.session.chart(0)
        // One slot stays free for those who come and go.
        await using waiting = await crowd(subject, totalSlots(subject) - 1, ENDLESS_MS)
        await untilActive(subject, totalSlots(subject) - 1)
        const reloading = reloads(subject, role)
        await Promise.all([reloading, comeAndGo(subject, reloading)])
        await rightAnswer(watching.session, chart)
        await giveUp(waiting.users)
        assert.equal(await subject.misroutes?.(), misroutes, 'misroutes')
        assert.equal(firstOf(role, subject).pid, pid, 'the process that has reloaded')
      }
    },
  },
]
