import { strict as assert } from 'node:assert'
import { ChartSession } from '../app/client/chartSession.ts'
import { failureCode } from '../app/client/failure.ts'
import type { SessionGrant } from '../app/protocol/messages.ts'
import type { FaultKind } from '../contract.ts'
import type { ConformanceCheck, Powers, Subject } from './contract.ts'
import { eventually, PATIENCE_MS, within } from './eventually.ts'
import { needs } from './needs.ts'
import { arrive, assertServes, crowd, isResponsive, rightChart, totalSlots, type User } from './user.ts'
import { peakDuring, untilActive } from './watch.ts'

/** Long enough that everybody still waits when the fault comes. */
const WAITING_MS = 700

/** What a user may be told at once when the process that holds the session ends. */
const ends: Readonly<Partial<Record<FaultKind, readonly string[]>>> = {
  // A front that dies takes its workers with it, and those end in order.
  kill: ['CONNECTION_LOST', 'WORKER_GONE', 'GOING_AWAY'],
  restart: ['GOING_AWAY'],
}
/** What a lost session is answered: never another run of its query. */
const goneForGood = ['WORKER_GONE', 'MISROUTED', 'UNKNOWN_SESSION']
/** While a process that accepts users is replaced. */
const notThereYet = ['ECONNREFUSED', 'ECONNRESET', 'CONNECTION_LOST', 'GOING_AWAY', 'EPIPE']

/** `chart`, where it is the right one, or the code of what came instead. */
function outcome(subject: Subject, user: Pick<User, 'key' | 'session'>): Promise<string> {
  return rightChart(subject, user).then(
    () => 'chart',
    (error: Error) => {
      if (error.name === 'AssertionError') throw error
      return failureCode(error)
    },
  )
}

/** Attaches again and again until there is an answer, and returns its code. */
function reattached(subject: Subject, key: User['key'], grant: SessionGrant): Promise<string> {
  return eventually('an answer to who attaches again', async () => {
    await using session = new ChartSession(subject.url, grant)
    const code = await outcome(subject, { key, session })
    return notThereYet.includes(code) ? undefined : code
  })
}

/** The first process of a role ends while all slots are busy; asserts what each user is told. */
async function strike(subject: Subject & Powers, kind: FaultKind, role: string): Promise<void> {
  const victim = subject.processes!().find((one) => one.role === role)
  assert.ok(victim, `there is no process of the role ${role}`)
  await using group = await crowd(subject, totalSlots(subject), WAITING_MS)
  const workers = await Promise.all(
    group.users.map(async ({ session }) => (await session.first('hello', PATIENCE_MS)).worker),
  )
  await untilActive(subject, totalSlots(subject))
  await subject.fault!(kind, role, 0)
  const survives = subject.capabilities.workerDeath === 'sessions-survive'
  await Promise.all(
    group.users.map(async (user, i) => {
      const told = await outcome(subject, user)
      const struck = victim.worker === undefined ? told !== 'chart' : workers[i] === victim.worker
      const what = `${kind} of ${role} ${victim.worker ?? ''}, a user of ${workers[i]}`
      if (!struck) return assert.equal(told, 'chart', what)
      if (survives && told === 'chart') return
      assert.ok(ends[kind]?.includes(told), `${what}: told ${told}, not ${ends[kind]}`)
      const answer = await reattached(subject, user.key, user.grant)
      const right = survives ? ['chart'] : goneForGood
      assert.ok(right.includes(answer), `${what}: attached again, told ${answer}, not ${right}`)
    }),
  )
}

/** The same where loops are blocked: nobody can be told anything, but everybody's wait must end. */
async function strikeBlocked(subject: Subject & Powers, kind: FaultKind, role: string): Promise<void> {
  const visits = Array.from({ length: totalSlots(subject) }, async () => {
    await using user = await arrive(subject, WAITING_MS)
    return rightChart(subject, user)
  })
  const over = Promise.allSettled(visits)
  await untilActive(subject, totalSlots(subject))
  await subject.fault!(kind, role, 0)
  for (const visit of await within('the wait of all users ends', over, 2 * PATIENCE_MS)) {
    if (visit.status === 'rejected') assert.notEqual(failureCode(visit.reason), 'TIMEOUT')
  }
}

/** The dead process has a successor, users are served, and all slots are there again. */
async function recovered(subject: Subject & Powers, dead: number, count: number): Promise<void> {
  await eventually('the process is replaced', () => {
    const now = subject.processes!()
    return now.length === count && now.every(({ pid }) => pid !== dead)
  })
  await eventually('users are served again', () =>
    assertServes(subject).then(
      () => true,
      (error: Error) => !notThereYet.includes(failureCode(error)) && Promise.reject(error),
    ),
  )
  const total = totalSlots(subject)
  const arriving = Array.from({ length: total }, async () => {
    await using user = await arrive(subject, WAITING_MS)
    await rightChart(subject, user)
  })
  const all = Promise.all(arriving)
  all.catch(() => {})
  await untilActive(subject, total)
  await all
}

function faultCheck(kind: FaultKind, name: string): ConformanceCheck {
  const rolesOf = ({ capabilities }: Subject) =>
    Object.keys(capabilities.faults).filter((role) => capabilities.faults[role]?.includes(kind))
  return {
    name,
    inapplicable: (subject) =>
      needs('fault', 'processes', 'activity')(subject) ??
      (rolesOf(subject).length === 0 ? `the strategy declares no role that suffers ${kind}` : undefined),
    async run(subject) {
      for (const role of rolesOf(subject)) {
        await untilActive(subject, 0)
        const before = subject.processes!()
        const dead = before.find((one) => one.role === role)!.pid
        const blow = isResponsive(subject) ? strike : strikeBlocked
        const { peak } = await peakDuring(subject, blow(subject, kind, role))
        const { connections } = subject.settings
        assert.ok(peak.connections <= connections, `${peak.connections} connections of ${connections}`)
        await recovered(subject, dead, before.length)
      }
    },
  }
}

export const death: readonly ConformanceCheck[] = [
  faultCheck('kill', 'a process is killed: its users are told, the others served, and it is replaced'),
  faultCheck('restart', 'a process is restarted: its users are told, the others served'),
]
