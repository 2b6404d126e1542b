import { strict as assert } from 'node:assert'
import { ChartSession } from '../app/client/chartSession.ts'
import { openPage } from '../app/client/page.ts'
import type { SocketEnd } from '../app/client/socketEnd.ts'
import { nowUs } from '../app/clock.ts'
import {
  bucketsAbove,
  type ChartKey,
  chartHash,
  keyName,
  SENSORS,
  WINDOWS,
  widgetKey,
} from '../app/protocol/chart.ts'
import { type ErrorCode, errors } from '../app/protocol/codes.ts'
import type { ChartMessage, ServerMessage, SessionGrant } from '../app/protocol/messages.ts'
import type { Subject } from './contract.ts'
import { PATIENCE_MS, within } from './eventually.ts'

/** The wait of a query that only has to be one. */
export const QUICK_MS = 50
/** The wait of a query that must not end by itself. */
export const ENDLESS_MS = 30_000

/** Coprime to the number of keys, so that every key comes once before one comes again. */
const STRIDE = 37
let drawn = Math.floor(Math.random() * SENSORS * WINDOWS)

/** A key that no check has used for long: a chart out of some cache would be found out. */
export function freshKey(): ChartKey {
  drawn += STRIDE
  return widgetKey({ sensor: 0, window: 0 }, drawn)
}

/** Opens a page with one chart. */
export async function onePage(
  { url, signal }: Subject,
  queryMs = QUICK_MS,
  key = freshKey(),
): Promise<{ key: ChartKey; grant: SessionGrant }> {
  const [grant] = await openPage(url, { key, queryMs }, signal)
  assert.ok(grant, 'the page has no session')
  return { key, grant }
}

/** A user of one page with one chart, attached to it. */
export interface User extends AsyncDisposable {
  readonly key: ChartKey
  readonly grant: SessionGrant
  readonly session: ChartSession
}

/** Opens a page with one chart and attaches to it. */
export async function arrive(subject: Subject, queryMs = QUICK_MS, key = freshKey()): Promise<User> {
  const { grant } = await onePage(subject, queryMs, key)
  const session = new ChartSession(subject.url, grant)
  return { key, grant, session, [Symbol.asyncDispose]: () => session[Symbol.asyncDispose]() }
}

/** So many users at once, each with a key of its own. */
export async function crowd(
  subject: Subject,
  count: number,
  queryMs: number,
): Promise<{ users: readonly User[] } & AsyncDisposable> {
  const arriving = Array.from({ length: count }, () => arrive(subject, queryMs))
  const settled = await Promise.allSettled(arriving)
  const users = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const leave = async () => {
    await Promise.all(users.map((user) => user[Symbol.asyncDispose]()))
  }
  const refused = settled.find((one) => one.status === 'rejected')
  if (refused) {
    await leave()
    throw refused.reason
  }
  return { users, [Symbol.asyncDispose]: leave }
}

/** A user who has the right chart already: nothing of it is under way any more. */
export async function served(subject: Subject): Promise<User> {
  const user = await arrive(subject, 0)
  try {
    await rightChart(subject, user)
    return user
  } catch (error) {
    await user[Symbol.asyncDispose]()
    throw error
  }
}

/** Waits for the charts of sessions that somebody else has asked for, so that no query of them comes later. */
export async function drain({ url }: Subject, grants: readonly SessionGrant[]): Promise<void> {
  for (const grant of grants) {
    await using session = new ChartSession(url, grant)
    await session.chart(PATIENCE_MS)
  }
}

/** All of them are attached: what they send from now on arrives. */
export async function greeted(users: readonly Pick<User, 'session'>[]): Promise<void> {
  await Promise.all(users.map(({ session }) => session.first('hello', PATIENCE_MS)))
}

/** All of them give up, once they are attached. */
export async function giveUp(users: readonly Pick<User, 'session'>[]): Promise<void> {
  await greeted(users)
  for (const { session } of users) session.cancel()
  await Promise.all(users.map(({ session }) => session.closed))
}

/** Asserts that a chart is this key's, whole. */
export function assertRight({ expected }: Subject, key: ChartKey, chart: ChartMessage): void {
  const name = keyName(key)
  const { sensor, window } = chart
  assert.deepEqual({ sensor, window }, key, `the chart of ${name} names another key`)
  assert.equal(chartHash(key, chart.data), expected[name], `the chart of ${name} has the wrong content`)
  assert.equal(chart.hash, expected[name], `the chart of ${name} bears the wrong hash`)
}

/** Waits for a user's chart, and asserts that it is this key's, whole, and within the protocol. */
export async function rightChart(
  subject: Subject,
  { key, session }: Pick<User, 'key' | 'session'>,
): Promise<ChartMessage> {
  const chart = await session.chart(PATIENCE_MS)
  assertRight(subject, key, chart)
  assert.deepEqual(session.violations, [], 'messages break the protocol')
  return chart
}

/** Moves the level to a bucket's highest reading, and asserts that the answer fits the chart. */
export async function rightAnswer(session: ChartSession, chart: ChartMessage, bucket = 3): Promise<void> {
  const level = chart.data[bucket]!.hi
  const patch = await session.interact(level, PATIENCE_MS)
  assert.equal(patch.level, level, 'the patch answers another level')
  assert.deepEqual(patch.above, bucketsAbove(chart.data, level), 'the interaction is answered wrongly')
}

/** How many slow queries a target runs at a time. */
export function totalSlots({ slots }: Pick<Subject, 'slots'>): number {
  return slots.reduce((sum, one) => sum + one, 0)
}

/** Whether sockets are served while a slow query runs, as the strategy declares. */
export function isResponsive({ capabilities, settings }: Subject): boolean {
  return capabilities.responsive[settings.queryMode]
}

/** The target lives: a new user is served as ever. */
export async function assertServes(subject: Subject): Promise<void> {
  await using user = await arrive(subject, 0)
  await rightChart(subject, user)
}

/** The socket ends with one of these errors: its message first, then its close code. */
export async function assertEndsWith(
  session: { readonly closed: Promise<SocketEnd>; readonly received: readonly ServerMessage[] },
  codes: ErrorCode | readonly ErrorCode[],
  what: string,
): Promise<void> {
  const end = await within(`${what}: the socket is closed`, session.closed)
  assert.equal(end.failure, undefined, `${what}: ${end.failure?.message}`)
  const told = session.received.find((message) => message.type === 'error')
  const code = [codes].flat().find((one) => one === told?.code)
  if (!code)
    throw new Error(`${what}: told ${told?.code ?? 'nothing'}, not ${codes}, closed with ${end.code}`)
  assert.equal(end.code, errors[code].close, `${what}: close code ${end.code} ${end.reason}`)
  assert.equal(told?.retryable, errors[code].retryable, `${what}: whether to try again`)
}

/** The stages of a chart lie in the order of time, between the user's arrival and now. */
export function assertStages(chart: ChartMessage, sinceUs: number, queryMs: number): void {
  const { created, asked, connected, result, queryUs } = chart.stages
  const order = [sinceUs, created, asked, connected, result, chart.at, nowUs()]
  assert.deepEqual(
    order,
    order.toSorted((a, b) => a - b),
    'the stages are out of order',
  )
  assert.ok(queryUs >= queryMs * 1_000, `the query took ${queryUs} µs where it must wait ${queryMs} ms`)
  assert.ok(result - connected >= queryUs, 'the result came before the query can have ended')
}
