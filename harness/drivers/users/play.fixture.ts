import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { nowUs } from '../../../strategies/app/clock.ts'
import { createLedger, type Ledger } from '../../lifecycle/ledger.ts'
import type {
  DriverContext,
  DriverEvent,
  DriverPlan,
  DriverSummary,
  PlannedUser,
  RunningDriver,
} from '../contract.ts'
import { users } from './index.ts'
import { type Behaviour, expectedHashes, startWireServer } from './wireServer.fixture.ts'

let ledger: Ledger

/** Gives the tests of a file a state folder and a ledger of their own; to be called once, outside of tests. */
export function ownLedger(): void {
  const state = mkdtempSync(join(tmpdir(), 'chartbench-test-'))
  const before = { ...process.env }
  beforeAll(() => {
    process.env.BENCH_STATE = state
    process.env.BENCH_CACHE = state
    ledger = createLedger('users-driver')
  })
  afterAll(() => {
    ledger.close()
    process.env = before
    rmSync(state, { recursive: true, force: true })
  })
}

/** Of a run that nobody interrupts, unless `signal` does. */
export function contextOf(signal = new AbortController().signal): DriverContext {
  return { ledger, signal }
}

export const someone: PlannedUser = {
  user: 0,
  group: 'users',
  atUs: 0,
  key: { sensor: 3, window: 18 },
  widgets: 1,
  queryMs: 20,
  timeoutMs: 5_000,
  interactions: 0,
  thinkMs: 20,
}

/** `n` users 1 ms apart, all with keys of their own. */
export function crowd(n: number, alter: Partial<PlannedUser> = {}): PlannedUser[] {
  return Array.from({ length: n }, (_, user) => ({
    ...someone,
    user,
    atUs: user * 1_000,
    key: { sensor: Math.floor(user / 20) % 50, window: user % 20 },
    ...alter,
  }))
}

export interface Played {
  readonly events: DriverEvent[]
  readonly zeroUs: number
  readonly summary: DriverSummary
}

export interface PlayOptions extends Partial<Omit<DriverPlan, 'users'>> {
  readonly url: string
  /** Called with each portion of events. */
  readonly watch?: (driver: RunningDriver, events: readonly DriverEvent[]) => void
}

/** Plays users in a driver process to their end. */
export async function play(planned: readonly PlannedUser[], options: PlayOptions): Promise<Played> {
  const { watch, ...plan } = options
  const events: DriverEvent[] = []
  await using driver = await users.start(
    { expected: expectedHashes(), maxInFlight: 1_000, users: planned, ...plan },
    (some) => {
      events.push(...some)
      watch?.(driver, some)
    },
    contextOf(),
  )
  const zeroUs = nowUs() + 20_000
  driver.begin(zeroUs)
  return { events, zeroUs, summary: await driver.done }
}

export function of<T extends DriverEvent['type']>(events: readonly DriverEvent[], type: T) {
  return events.filter((event) => event.type === type) as Extract<DriverEvent, { type: T }>[]
}

/** Plays one user against a server that behaves so. */
export async function playOne(
  behaviour: Behaviour,
  alter: Partial<PlannedUser> = {},
): Promise<DriverEvent[]> {
  await using server = await startWireServer({ behaviour })
  return (await play([{ ...someone, ...alter }], { url: server.url })).events
}
