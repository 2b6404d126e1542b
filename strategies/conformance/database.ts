import type { ConformanceCheck, Powers, Subject } from './contract.ts'
import { eventually } from './eventually.ts'
import { needs } from './needs.ts'
import { settle } from './settle.ts'
import { arrive, assertEndsWith, assertServes, crowd, ENDLESS_MS, QUICK_MS, totalSlots } from './user.ts'
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

export const database: readonly ConformanceCheck[] = [
  {
    name: 'the database lost in mid-query: users are told, and served again once it is back',
    inapplicable: (subject) => needsRestart(subject) ?? needs('activity')(subject),
    async run(subject) {
      await settle(subject)
      const arriving = crowd(subject, totalSlots(subject), ENDLESS_MS)
      arriving.catch(() => {})
      await untilActive(subject, totalSlots(subject))
      await whileDown(subject, async () => {
        await using group = await arriving
        for (const { session } of group.users) {
          await assertEndsWith(session, ['DATABASE_LOST', 'DATABASE_DOWN'], 'a user in mid-query')
        }
        await using late = await arrive(subject, QUICK_MS)
        await assertEndsWith(late.session, ['DATABASE_DOWN', 'DATABASE_LOST'], 'a user who comes meanwhile')
      })
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
