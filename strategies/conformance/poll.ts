import { pollChart } from '../app/client/poll.ts'
import type { ChartKey } from '../app/protocol/chart.ts'
import type { ChartMessage, SessionGrant } from '../app/protocol/messages.ts'
import { pollPath } from '../app/protocol/reattach.ts'
import { ask, type Reply } from './ask.ts'
import type { Subject } from './contract.ts'
import { within } from './eventually.ts'
import { assertRight } from './user.ts'

/** Polls once, with this token and these headers. */
export function pollOnce(
  { url }: Subject,
  grant: SessionGrant,
  token = grant.token,
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  return ask(url, pollPath(grant), { headers: { authorization: `Bearer ${token}`, ...headers } })
}

/** Polls until the chart is there, and asserts that it is the right one. */
export async function rightPolledChart(
  subject: Subject,
  { key, grant }: { key: ChartKey; grant: SessionGrant },
): Promise<ChartMessage> {
  const polling = pollChart(subject.url, grant, { signal: subject.signal })
  const chart = await within('the chart comes by long poll', polling)
  assertRight(subject, key, chart)
  return chart
}
