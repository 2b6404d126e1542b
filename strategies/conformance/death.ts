import { strict as assert } from 'node:assert'
import { ChartSession } from '../app/client/chartSession.ts'
import { failureCode } from '../app/client/failure.ts'
import { endCode } from '../app/client/socketEnd.ts'
import type { FaultKind, ProcessInfo } from '../contract.ts'
import type { ConformanceCheck, Powers, Subject } from './contract.ts'
import { eventually, PATIENCE_MS, within } from './eventually.ts'
import { firstOf, rolesThatSuffer, unlessInjectable } from './roles.ts'
import { settle } from './settle.ts'
import {
  arrive,
  assertServes,
  crowd,
  ENDLESS_MS,
  giveUp,
  isResponsive,
  rightChart,
  totalSlots,
  type User,
} from './user.ts'
import { peakDuring, untilActive } from './watch.ts'

/** A query that outlasts the fault and still ends by itself. */
const OUTLASTING_MS = 1_500

/** A process with its threads and children; on a machine that has more to do. */
const REPLACED_WITHIN_MS = 20_000

/** What a user is told at once when the process that holds the session ends. */
const tellings: Readonly<Partial<Record<FaultKind, readonly string[]>>> = {
  // A front that dies takes its workers with it, and those end in order.
  kill: ['CONNECTION_LOST', 'WORKER_GONE', 'GOING_AWAY'],
  restart: ['GOING_AWAY'],
}
/** What a lost session is answered: never another run of its query. */
const goneForGood = ['WORKER_GONE', 'MISROUTED', 'UNKNOWN_SESSION']
/** While a process that accepts users is replaced. */
const notThereYet = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'CONNECTION_LOST', 'GOING_AWAY']

/** Attaches again and again until there is an answer: an error's code, or `alive`. */
function attachedAgain(subject: Subject, { grant }: User): Promise<string> {
  return eventually('an answer to who attaches again', async () => {
    await using session = new ChartSession(subject.url, grant)
    const code = await session.first('hello', PATIENCE_MS).then(() => 'alive', failureCode)
    return notThereYet.includes(code) ? undefined : code
  })
}

/** A user whose session lived in the process that ends: is told so at once, and when it comes back what became of it. */
async function assertLost(subject: Subject, kind: FaultKind, user: User): Promise<void> {
  const end = await within('the socket of a user of the ended process is closed', user.session.closed)
  const told = endCode(end)
  assert.ok(
    tellings[kind]?.includes(told),
    `a user of the ended process is told ${told}, not ${tellings[kind]}`,
  )
  const answer = await attachedAgain(subject, user)
  assert.ok(goneForGood.includes(answer), `who attaches again is told ${answer}, not ${goneForGood}`)
}

/** A user whose socket passed through the process that ends: finds the session as it was. */
async function assertCut(subject: Subject, user: User): Promise<void> {
  await within('a socket through the ended process is closed', user.session.closed)
  assert.equal(await attachedAgain(subject, user), 'alive', 'a session behind the ended process')
  await using again = new ChartSession(subject.url, user.grant)
  await giveUp([{ session: again }])
}

/** A user of another process: notices nothing. */
async function assertSpared(user: User): Promise<void> {
  await giveUp([user])
  assert.equal(endCode(await user.session.closed), 'CANCELLED', 'a user of another process was disturbed')
}

/** The first process of a role ends while all slots are busy; asserts what becomes of each user. */
async function strike(subject: Subject & Powers, kind: FaultKind, victim: ProcessInfo): Promise<void> {
  await using group = await crowd(subject, totalSlots(subject), ENDLESS_MS)
  const holders = await Promise.all(
    group.users.map(async ({ session }) => (await session.first('hello', PATIENCE_MS)).worker),
  )
  await untilActive(subject, totalSlots(subject))
  await subject.fault!(kind, victim.role, 0)
  const { death } = subject.capabilities.roles[victim.role]!
  if (death === 'sockets-cut') {
    await Promise.all(group.users.map((user) => assertCut(subject, user)))
    return
  }
  // A process that names no worker, but whose end fails sessions, accepts the sockets of all.
  const isLost = (i: number) =>
    death === 'sessions-fail' && (victim.worker === undefined || holders[i] === victim.worker)
  await Promise.all(group.users.map((user, i) => (isLost(i) ? assertLost(subject, kind, user) : undefined)))
  if (death === 'queries-rerun') await untilRerun(subject, victim)
  await Promise.all(group.users.map((user, i) => (isLost(i) ? undefined : assertSpared(user))))
}

/** The queries of the ended process run again, elsewhere. */
async function untilRerun(subject: Subject & Powers, victim: ProcessInfo): Promise<void> {
  const isReplaced = () => subject.processes!().every(({ pid }) => pid !== victim.pid)
  await eventually('the process has left the list', isReplaced, { withinMs: REPLACED_WITHIN_MS })
  await untilActive(subject, totalSlots(subject))
}

/** The same where loops are blocked: nobody can be told anything, but everybody's wait must end. */
async function strikeBlocked(subject: Subject & Powers, kind: FaultKind, victim: ProcessInfo): Promise<void> {
  const over = Promise.allSettled(visits(subject))
  await untilActive(subject, totalSlots(subject))
  await subject.fault!(kind, victim.role, 0)
  for (const visit of await within('the wait of all users ends', over, 2 * PATIENCE_MS)) {
    if (visit.status === 'rejected') assert.notEqual(failureCode(visit.reason), 'TIMEOUT')
  }
}

/** As many users as there are slots, each until the right chart is there. */
function visits(subject: Subject): Promise<void>[] {
  return Array.from({ length: totalSlots(subject) }, async () => {
    await using user = await arrive(subject, OUTLASTING_MS)
    await rightChart(subject, user)
  })
}

/** The ended process has a successor, users are served, and all slots are there again. */
export async function assertRecovered(subject: Subject & Powers, dead: number, count: number): Promise<void> {
  const isReplaced = () => {
    const now = subject.processes!()
    return now.length === count && now.every(({ pid }) => pid !== dead)
  }
  await eventually('the process is replaced', isReplaced, { withinMs: REPLACED_WITHIN_MS })
  await eventually('users are served again', () =>
    assertServes(subject).then(
      () => true,
      (error: Error) => !notThereYet.includes(failureCode(error)) && Promise.reject(error),
    ),
  )
  await settle(subject)
  if (isResponsive(subject)) {
    await using group = await crowd(subject, totalSlots(subject), ENDLESS_MS)
    await untilActive(subject, totalSlots(subject))
    await giveUp(group.users)
  } else {
    const all = Promise.all(visits(subject))
    const { peak } = await peakDuring(subject, all)
    assert.equal(peak.active, totalSlots(subject), 'slow queries at a time after the fault')
  }
}

/** The first process of a role suffers a fault; asserts that it is as declared, and that all is well afterwards. */
async function suffer(subject: Subject & Powers, kind: FaultKind, role: string): Promise<void> {
  await settle(subject)
  const before = subject.processes!()
  const victim = firstOf(role, subject)
  const blow = isResponsive(subject) ? strike : strikeBlocked
  const { peak } = await peakDuring(subject, blow(subject, kind, victim))
  const { connections } = subject.settings
  assert.ok(peak.connections <= connections, `${peak.connections} connections, P = ${connections}`)
  await assertRecovered(subject, victim.pid, before.length)
}

function faultCheck(kind: FaultKind, name: string): ConformanceCheck {
  return {
    name,
    needsFault: kind,
    inapplicable: unlessInjectable,
    async run(subject) {
      for (const role of rolesThatSuffer(kind, subject)) {
        const { death: becomes } = subject.capabilities.roles[role]!
        // Sessions must still be there when the way to them is, however busy the machine.
        if (becomes !== 'sockets-cut' || !subject.another) await suffer(subject, kind, role)
        else {
          await using patient = await subject.another({ graceMs: PATIENCE_MS })
          await suffer(patient, kind, role)
        }
      }
    },
  }
}

export const death: readonly ConformanceCheck[] = [
  faultCheck('kill', 'a process is killed: what it declares comes to pass, and it is replaced'),
  faultCheck('restart', 'a process is restarted: what it declares comes to pass, and it is replaced'),
]
