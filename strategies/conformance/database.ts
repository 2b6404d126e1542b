import { strict as assert } from 'node:assert'
import { endCode } from '../app/client/socketEnd.ts'
import type { ConformanceCheck, Powers, Subject } from './contract.ts'
import { eventually } from './eventually.ts'
import { needs } from './needs.ts'
import { settle } from './settle.ts'
import {
  arrive,
  assertEndsWith,
  assertServes,
  crowd,
  ENDLESS_MS,
  giveUp,
  QUICK_MS,
  totalSlots,
} from './user.ts'
import { untilActive } from './watch.ts'

/** From Postgres being back to users being served again, without anybody restarting the target. */
const RECOVER_WITHIN_MS = 5_000

async function servedAgain(subject: Subject): Promise<void> {
  let last = ''
  await eventually(
    'users are served again',
    () =>
      assertServes(subject).then(
        () => true,
        (error: Error) => {
          last = error.message
          return false
        },
      ),
    { withinMs: RECOVER_WITHIN_MS, seen: () => last },
  )
}

/** Runs `work` while Postgres is down, and has it up again whatever happens. */
async function whileDown(subject: Subject & Powers, work: () => Promise<void>): Promise<void> {
  await subject.stopDatabase!()
  try {
    await work()
  } finally {
    await subject.startDatabase!()
  }
}

const needsRestart = needs('stopDatabase', 'startDatabase')

/** Sessions of a strategy whose queries fail with the database: their users are told, and so is who comes meanwhile. */
async function assertTold(subject: Subject & Powers, arriving: ReturnType<typeof crowd>): Promise<void> {
  await whileDown(subject, async () => {
    await using group = await arriving
    for (const { session } of group.users) {
      await assertEndsWith(session, ['DATABASE_LOST', 'DATABASE_DOWN'], 'a user in mid-query')
    }
    await using late = await arrive(subject, QUICK_MS)
    await assertEndsWith(late.session, ['DATABASE_DOWN', 'DATABASE_LOST'], 'a user who comes meanwhile')
  })
}

/** Those of one whose queries run again: they notice nothing, and all slots are at work again. */
async function assertRerun(subject: Subject & Powers, arriving: ReturnType<typeof crowd>): Promise<void> {
  await using group = await arriving
  await whileDown(subject, async () => {})
  await untilActive(subject, totalSlots(subject))
  await giveUp(group.users)
  for (const { session } of group.users) assert.equal(endCode(await session.closed), 'CANCELLED')
}

export const database: readonly ConformanceCheck[] = [
  {
    name: 'the database lost in mid-query: users are told or their queries run again, and others are served',
    inapplicable: (subject) => needsRestart(subject) ?? needs('activity')(subject),
    async run(subject) {
      await settle(subject)
      const arriving = crowd(subject, totalSlots(subject), ENDLESS_MS)
      arriving.catch(() => {})
      await untilActive(subject, totalSlots(subject))
      const check = subject.capabilities.databaseLoss === 'queries-rerun' ? assertRerun : assertTold
      await check(subject, arriving)
      await servedAgain(subject)
    },
  },
  {
    name: 'a database that is down at start: the target starts, says so, and serves once it is up',
    inapplicable: (subject) => needsRestart(subject) ?? needs('another')(subject),
    async run(subject) {
      let other: (Subject & AsyncDisposable) | undefined
      try {
        try {
          other = await subject.another!({}, () => subject.stopDatabase!())
          await using early = await arrive(other, QUICK_MS)
          await assertEndsWith(early.session, 'DATABASE_DOWN', 'a user before the database is up')
        } finally {
          await subject.startDatabase!()
        }
        await servedAgain(other)
      } finally {
        await other?.[Symbol.asyncDispose]()
      }
      await servedAgain(subject)
    },
  },
]
