import { errors, ProtocolError } from '../protocol/codes.ts'
import type { ChartMessage, ServerMessage, ServerMessages, SessionGrant } from '../protocol/messages.ts'
import { ConnectionError, isErrorCode } from './failure.ts'
import { attach, type SessionSocket } from './socket.ts'
import { endCode, type SocketEnd } from './socketEnd.ts'

interface Waiter {
  /** Settles where this is the message. */
  take(message: ServerMessage): void
  fail(error: Error): void
}

/**
 * One attached socket in promises, for checks that ask and wait. It keeps every message that has come. Each
 * wait ends with the message, with the error that the server reported, with the socket, or after its
 * `timeoutMs` (a ConnectionError `TIMEOUT`).
 */
export class ChartSession implements AsyncDisposable {
  /** All messages so far, in order of arrival. */
  readonly received: ServerMessage[] = []
  /** Every breach of schema or sequence so far, as text. */
  readonly violations: string[] = []
  /** Resolves, never rejects, when the socket is gone. */
  readonly closed: Promise<SocketEnd>
  readonly #socket: SessionSocket
  readonly #waiters = new Set<Waiter>()
  #ended: SocketEnd | undefined
  #nextInteraction = 1

  constructor(url: string, grant: SessionGrant, options: { origin?: string } = {}) {
    const { promise, resolve } = Promise.withResolvers<SocketEnd>()
    this.closed = promise
    const listener = {
      open: () => {},
      message: (message: ServerMessage) => this.#take(message),
      violation: (kind: string, reason: string) => this.violations.push(`${kind}: ${reason}`),
      closed: (end: SocketEnd) => {
        this.#ended = end
        this.#fail(endError(end))
        resolve(end)
      },
    }
    this.#socket = attach(url, grant, listener, options)
  }

  /** The first message of this type, whether it has come already or is still to come. */
  async first<K extends keyof ServerMessages>(type: K, timeoutMs: number): Promise<ServerMessages[K]> {
    const known = this.received.find((message) => message.type === type)
    if (known) return known as ServerMessages[K]
    return (await this.#wait(type, timeoutMs, (message) => message.type === type)) as ServerMessages[K]
  }

  chart(timeoutMs: number): Promise<ChartMessage> {
    return this.first('chart', timeoutMs)
  }

  /** Moves the level and resolves with the patch that answers it. */
  async interact(value: number, timeoutMs = 5_000): Promise<ServerMessages['patch']> {
    const n = this.#nextInteraction++
    const answer = this.#wait('patch', timeoutMs, (message) => message.type === 'patch' && message.n === n)
    this.#socket.interact(n, value)
    return (await answer) as ServerMessages['patch']
  }

  cancel(): void {
    this.#socket.cancel()
  }

  /** Leaves with code 1000; resolves when the socket is gone. */
  close(): Promise<SocketEnd> {
    this.#socket.close()
    return this.closed
  }

  terminate(): void {
    this.#socket.terminate()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.terminate()
    await this.closed
  }

  #wait(
    what: string,
    timeoutMs: number,
    matches: (message: ServerMessage) => boolean,
  ): Promise<ServerMessage> {
    const { promise, resolve, reject } = Promise.withResolvers<ServerMessage>()
    const settle = () => {
      clearTimeout(timer)
      this.#waiters.delete(waiter)
    }
    const waiter: Waiter = {
      take: (message) => {
        if (!matches(message)) return
        settle()
        resolve(message)
      },
      fail: (error) => {
        settle()
        reject(error)
      },
    }
    const late = new ConnectionError('TIMEOUT', `no ${what} within ${timeoutMs} ms`)
    const timer = setTimeout(() => waiter.fail(late), timeoutMs)
    this.#waiters.add(waiter)
    const error = this.#ended ? endError(this.#ended) : undefined
    if (error) waiter.fail(error)
    return promise
  }

  #take(message: ServerMessage): void {
    this.received.push(message)
    for (const waiter of [...this.#waiters]) waiter.take(message)
    if (message.type === 'error') this.#fail(messageError(message))
  }

  #fail(error: Error): void {
    for (const waiter of [...this.#waiters]) waiter.fail(error)
  }
}

/** An `error` message as an Error. */
function messageError(message: ServerMessages['error']): Error {
  if (isErrorCode(message.code)) return new ProtocolError(message.code, message.message)
  return new ConnectionError(message.code, message.message)
}

function endError(end: SocketEnd): Error {
  if (end.failure) return end.failure
  const code = endCode(end)
  if (isErrorCode(code)) return new ProtocolError(code, errors[code].means)
  return new ConnectionError(code, `the socket was closed with code ${end.code}`)
}
