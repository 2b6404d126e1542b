import { strict as assert } from 'node:assert'
import type { ConformanceCheck, Powers, Subject } from './contract.ts'
import { firstOf, rolesThatSuffer, unlessInjectable } from './roles.ts'
import { settle } from './settle.ts'
import { assertServes, crowd, rightChart, totalSlots } from './user.ts'
import { untilActive } from './watch.ts'

/** It ends in Postgres while the process that asked for it stands still. */
const MEANWHILE_MS = 300

/** A process of the role stands still until no query runs any more, and goes on. */
async function standStill(subject: Subject & Powers, role: string): Promise<void> {
  const before = await subject.counts()
  await using group = await crowd(subject, totalSlots(subject), MEANWHILE_MS)
  const { pid } = firstOf(role, subject)
  await subject.fault!('stop', role)
  try {
    await untilActive(subject, 0)
  } finally {
    await subject.fault!('continue', role)
  }
  await Promise.all(group.users.map((user) => rightChart(subject, user)))
  const { started } = await subject.counts()
  assert.equal(started - before.started, group.users.length, 'slow queries for these users')
  assert.equal(firstOf(role, subject).pid, pid, 'the process that went on')
  await assertServes(subject)
}

export const suspend: readonly ConformanceCheck[] = [
  {
    name: 'a process stands still and goes on: its users get their charts, late, and no query runs twice',
    needsResponsive: true,
    needsFault: 'stop',
    inapplicable: unlessInjectable,
    async run(subject) {
      for (const role of rolesThatSuffer('stop', subject)) {
        await settle(subject)
        await standStill(subject, role)
      }
    },
  },
]
