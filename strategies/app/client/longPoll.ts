import { ProtocolError } from '../protocol/codes.ts'
import { type ChartMessage, parseServerMessage, type SessionGrant } from '../protocol/messages.ts'
import { exchange } from './exchange.ts'
import { refusal } from './failure.ts'

/**
 * Asks once for a session's chart without a socket: the chart, or undefined where the server answered "not
 * yet" and wants to be asked again. Rejects with the wire's error, or a failure of the connection.
 */
export function pollChart(
  url: string,
  grant: SessionGrant,
  token = grant.token,
): Promise<ChartMessage | undefined> {
  const query = grant.socket.includes('?') ? grant.socket.slice(grant.socket.indexOf('?')) : ''
  const path = `/sessions/${encodeURIComponent(grant.id)}/chart${query}`
  return new Promise((resolve, reject) => {
    exchange(url, { method: 'GET', path, headers: { authorization: `Bearer ${token}` } }, (answer) => {
      if ('failure' in answer) return reject(answer.failure)
      if (answer.status === 202) return resolve(undefined)
      if (answer.status !== 200) return reject(refusal(answer.status, answer.body))
      const parsed = parseServerMessage(answer.body)
      if (parsed.ok && parsed.message.type === 'chart') resolve(parsed.message)
      else reject(new ProtocolError('MALFORMED', parsed.ok ? 'the answer is no chart' : parsed.reason))
    })
  })
}
