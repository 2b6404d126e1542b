import { nowUs } from '../clock.ts'
import { ProtocolError } from '../protocol/codes.ts'
import {
  type ChartMessage,
  parseServerMessage,
  type ServerMessages,
  type SessionGrant,
} from '../protocol/messages.ts'
import { pollPath } from '../protocol/reattach.ts'
import { type Answer, type Exchange, exchange } from './exchange.ts'
import { refusal } from './failure.ts'

/** What one long poll was answered: the chart, how things stand (ask again), or what went wrong. */
export type PollAnswer =
  | { message: ChartMessage | ServerMessages['status']; atUs: number }
  | { failure: Error }

export interface PollOptions {
  readonly origin?: string
  readonly signal?: AbortSignal
  /** Told each time that the chart is not there yet. */
  readonly waiting?: (status: ServerMessages['status']) => void
}

/**
 * Asks once for the chart of `grant`, over a connection of its own. `done` is called once, never before this
 * function has returned, unless the exchange is aborted: the session then counts one viewer less.
 */
export function poll(
  url: string,
  grant: SessionGrant,
  done: (answer: PollAnswer) => void,
  options: { origin?: string } = {},
): Exchange {
  const headers = {
    authorization: `Bearer ${grant.token}`,
    ...(options.origin === undefined ? {} : { origin: options.origin }),
  }
  return exchange(url, { method: 'GET', path: pollPath(grant), headers }, (answer) => done(read(answer)))
}

/**
 * Asks for the chart of `grant` until it is there. Rejects with a ProtocolError, a failure of the connection
 * or the signal's reason; it does not try again.
 */
export function pollChart(
  url: string,
  grant: SessionGrant,
  options: PollOptions = {},
): Promise<ChartMessage> {
  const { origin, signal, waiting } = options
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    let running: Exchange
    const abort = () => {
      running.abort()
      reject(signal?.reason)
    }
    const ask = () => {
      running = poll(url, grant, take, origin === undefined ? {} : { origin })
    }
    const take = (answer: PollAnswer) => {
      if ('message' in answer && answer.message.type === 'status') {
        waiting?.(answer.message)
        return ask()
      }
      signal?.removeEventListener('abort', abort)
      if ('failure' in answer) reject(answer.failure)
      else resolve(answer.message as ChartMessage)
    }
    signal?.addEventListener('abort', abort, { once: true })
    ask()
  })
}

function read(answer: Answer): PollAnswer {
  const atUs = nowUs()
  if ('failure' in answer) return answer
  const { status, body } = answer
  if (status !== 200 && status !== 202) return { failure: refusal(status, body) }
  const parsed = parseServerMessage(body)
  if (!parsed.ok) return malformed(parsed.reason)
  const { message } = parsed
  if (message.seq !== 1) return malformed(`$.seq: must be 1, not ${message.seq}`)
  if (message.type === (status === 200 ? 'chart' : 'status')) {
    return { message: message as ChartMessage | ServerMessages['status'], atUs }
  }
  return malformed(`a ${message.type} with status ${status}`)
}

function malformed(reason: string): PollAnswer {
  return { failure: new ProtocolError('MALFORMED', `the answer breaks the protocol: ${reason}`) }
}
