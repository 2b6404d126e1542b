import { setTimeout as delay } from 'node:timers/promises'
import { type Following, follow } from '../strategies/app/client/follow.ts'
import { openPage } from '../strategies/app/client/page.ts'
import { endCode } from '../strategies/app/client/socketEnd.ts'
import type { SessionGrant } from '../strategies/app/protocol/messages.ts'

/** Between two attempts at a page that does not open. */
const AGAIN_MS = 50
const PATIENCE_MS = 60_000

/** How somebody came to a chart. */
export interface Arrival {
  readonly afterMs: number
  /** How often a cut connection was attached again to the same session. */
  readonly reattached: number
  /** Why pages were opened anew: what was said of the sessions of those before. */
  readonly lost: readonly string[]
}

/** Somebody who wants a chart and does not give up: opens the page again where its session is gone. */
export interface PersistentUser {
  /** The server has said for the first time how the query stands. */
  readonly waiting: Promise<void>
  readonly chart: Promise<Arrival>
}

/** Begins to ask for the chart of `sensor`; rejects after a minute. */
export function persistentUser(url: string, sensor: number, queryMs: number): PersistentUser {
  const waiting = Promise.withResolvers<void>()
  const chart = arrive(url, sensor, queryMs, waiting.resolve)
  chart.catch(waiting.reject)
  return { waiting: waiting.promise, chart }
}

async function arrive(url: string, sensor: number, queryMs: number, waits: () => void): Promise<Arrival> {
  const begunMs = performance.now()
  const signal = AbortSignal.timeout(PATIENCE_MS)
  const lost: string[] = []
  let reattached = 0
  for (;;) {
    const grant = await openedPage(url, sensor, queryMs, signal)
    const outcome = await followed(url, grant, { waits, reattached: () => reattached++, signal })
    if (outcome === 'chart') return { afterMs: Math.round(performance.now() - begunMs), reattached, lost }
    lost.push(outcome)
  }
}

async function openedPage(
  url: string,
  sensor: number,
  queryMs: number,
  signal: AbortSignal,
): Promise<SessionGrant> {
  for (;;) {
    try {
      const [grant] = await openPage(url, { key: { sensor, window: 1 }, queryMs }, signal)
      return grant!
    } catch (error) {
      if (signal.aborted) throw error
      await delay(AGAIN_MS)
    }
  }
}

/** Resolves with `chart`, or with the code under which the session came to its end. */
function followed(
  url: string,
  grant: SessionGrant,
  { waits, reattached, signal }: { waits: () => void; reattached: () => void; signal: AbortSignal },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const late = () => following.terminate()
    const following: Following = follow(url, grant, {
      open: () => {},
      message(message) {
        if (message.type === 'status') waits()
        if (message.type !== 'chart') return
        resolve('chart')
        following.close()
      },
      violation: (kind, reason) => reject(new Error(`${kind}: ${reason}`)),
      lost: () => {},
      reattached,
      closed(end) {
        signal.removeEventListener('abort', late)
        if (signal.aborted) reject(signal.reason)
        else resolve(endCode(end))
      },
    })
    signal.addEventListener('abort', late)
  })
}
