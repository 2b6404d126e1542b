import { strict as assert } from 'node:assert'
import { connect } from 'node:net'
import type { Booted, ConformanceCheck } from './contract.ts'
import { eventually, within } from './eventually.ts'
import { needs } from './needs.ts'
import {
  arrive,
  assertEndsWith,
  crowd,
  ENDLESS_MS,
  greeted,
  isResponsive,
  QUICK_MS,
  rightChart,
  totalSlots,
} from './user.ts'
import { untilActive } from './watch.ts'

/** A loop that is not blocked needs no more to tell its users and to cancel its queries. */
const PROMPT_MS = 3_000
/** What a blocked loop has before it is killed, and what comes on top for the processes to be gone. */
const STOP_MS = 1_000
const STOP_GRACE_MS = 4_000

async function timed(work: () => Promise<void>): Promise<number> {
  const since = performance.now()
  await work()
  return performance.now() - since
}

async function nothingLeft(target: Booted, pids: readonly number[]): Promise<void> {
  for (const pid of pids) assert.ok(!target.runs!(pid), `process ${pid} is still there`)
  assert.equal(await refuses(target.url), true, 'the port still accepts connections')
  // Postgres notices the end of a killed client after half a second.
  await eventually('no connection is left', async () => (await target.activity!()).connections === 0, {
    withinMs: 3_000,
  })
}

function refuses(url: string): Promise<boolean> {
  const socket = connect(Number(new URL(url).port), new URL(url).hostname)
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(false))
    socket.once('error', () => resolve(true))
  }).finally(() => socket.destroy()) as Promise<boolean>
}

async function stopWhileWaiting(target: Booted): Promise<void> {
  await using group = await crowd(target, totalSlots(target) + 1, ENDLESS_MS)
  await untilActive(target, totalSlots(target))
  await greeted(group.users)
  const tookMs = await timed(() => target.stop())
  for (const { session } of group.users) await assertEndsWith(session, 'GOING_AWAY', 'a user who waits')
  assert.ok(tookMs < PROMPT_MS, `the end took ${tookMs.toFixed(0)} ms`)
  assert.equal((await target.counts()).finished, 0, 'queries ran to their end')
}

async function stopWhileBlocked(target: Booted): Promise<void> {
  const visits = Array.from({ length: totalSlots(target) + 1 }, async () => {
    await using user = await arrive(target, ENDLESS_MS)
    await rightChart(target, user)
  })
  const over = Promise.allSettled(visits)
  await untilActive(target, totalSlots(target))
  const tookMs = await timed(() => target.stop())
  const visited = await within('the wait of all users ends', over)
  assert.ok(visited.every(({ status }) => status === 'rejected'))
  assert.ok(tookMs < STOP_MS + STOP_GRACE_MS, `the end took ${tookMs.toFixed(0)} ms`)
}

export const stopping: readonly ConformanceCheck[] = [
  {
    name: 'the end while users wait: they are told, queries are cancelled, nothing is left',
    inapplicable: (subject) => needs('another')(subject) ?? needs('activity', 'processes', 'runs')(subject),
    async run(subject) {
      await using target = await subject.another!(isResponsive(subject) ? {} : { stopMs: STOP_MS })
      const pids = target.processes!().map(({ pid }) => pid)
      await (isResponsive(subject) ? stopWhileWaiting : stopWhileBlocked)(target)
      await nothingLeft(target, pids)
    },
  },
  {
    name: 'the end while users look at their charts: they are told, nothing is left',
    inapplicable: (subject) => needs('another')(subject) ?? needs('activity', 'processes', 'runs')(subject),
    async run(subject) {
      await using target = await subject.another!({})
      const pids = target.processes!().map(({ pid }) => pid)
      await using group = await crowd(target, 3, QUICK_MS)
      await Promise.all(group.users.map((user) => rightChart(target, user)))
      const tookMs = await timed(() => target.stop())
      for (const { session } of group.users)
        await assertEndsWith(session, 'GOING_AWAY', 'a user with a chart')
      assert.ok(tookMs < PROMPT_MS, `the end took ${tookMs.toFixed(0)} ms`)
      await nothingLeft(target, pids)
    },
  },
]
