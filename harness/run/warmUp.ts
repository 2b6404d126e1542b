import { ChartSession } from '../../strategies/app/client/chartSession.ts'
import { openPage } from '../../strategies/app/client/page.ts'
import { widgetKey } from '../../strategies/app/protocol/chart.ts'

const QUERY_MS = 50
const PATIENCE_MS = 30_000
const MOST_USERS = 16

/** Opens a few short sessions at once, so that code is compiled and connections are there. */
export async function warmUp(url: string, connections: number, signal: AbortSignal): Promise<void> {
  const users = Math.min(MOST_USERS, connections + 2)
  await Promise.all(Array.from({ length: users }, (_, i) => warmUpUser(url, i, signal)))
}

async function warmUpUser(url: string, index: number, signal: AbortSignal): Promise<void> {
  const key = widgetKey({ sensor: 0, window: 0 }, index)
  const [grant] = await openPage(url, { key, queryMs: QUERY_MS }, signal)
  await using session = new ChartSession(url, grant!)
  await session.chart(PATIENCE_MS)
  await session.close()
}
