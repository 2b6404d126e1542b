import { ChartSession } from '../../strategies/app/client/chartSession.ts'
import { openPage } from '../../strategies/app/client/page.ts'
import { widgetKey } from '../../strategies/app/protocol/chart.ts'
import { BenchError, exitCodes, messageOf } from '../errors.ts'

const QUERY_MS = 50
const PATIENCE_MS = 30_000
const LEAST_USERS = 4
const MOST_USERS = 100

/**
 * Opens short sessions at once, as many as there are slots: code is then compiled, connections are there, and
 * each of them has planned its query, which costs its first caller some 10 ms. Rejects with WARM_UP_FAILED.
 */
export async function warmUp(url: string, slots: readonly number[], signal: AbortSignal): Promise<void> {
  const sum = slots.reduce((total, one) => total + one, 0)
  const users = Math.min(MOST_USERS, Math.max(LEAST_USERS, sum))
  try {
    await Promise.all(Array.from({ length: users }, (_, i) => warmUpUser(url, i, signal)))
  } catch (cause) {
    signal.throwIfAborted()
    throw new BenchError('WARM_UP_FAILED', `a user of the warm-up got no chart: ${messageOf(cause)}`, {
      exitCode: exitCodes.failed,
      cause,
    })
  }
}

async function warmUpUser(url: string, index: number, signal: AbortSignal): Promise<void> {
  const key = widgetKey({ sensor: 0, window: 0 }, index)
  const [grant] = await openPage(url, { key, queryMs: QUERY_MS }, signal)
  await using session = new ChartSession(url, grant!)
  await session.chart(PATIENCE_MS)
  // Ended now, not after the grace time, so that what it holds is free when the measurement begins.
  session.cancel()
  await session.closed
}
