import { request } from 'node:http'
import { type Transport, transportOf } from './engineAddress.ts'

const ANSWER_MS = 3_000
/** What an engine gets that is known to be there, but may be building images. */
const FOUND_ANSWER_MS = 20_000
const MOST_BYTES = 4_000_000

/** What an engine says instead of the document that it was asked for. */
export class EngineRefusal extends Error {
  override readonly name = 'EngineRefusal'
  readonly statusCode: number

  constructor(statusCode: number, message: string) {
    super(message)
    this.statusCode = statusCode
  }
}

/**
 * Asks an engine for a document of its API, without loading a library for it. Rejects with EngineRefusal where
 * it answers with another status than 200, and else where it does not answer within `withinMs`.
 */
export function askEngine<T>(
  transport: Exclude<Transport, { refusal: string }>,
  path: string,
  { withinMs = ANSWER_MS }: { withinMs?: number } = {},
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  const asking = request(
    { ...transport, path, headers: { host: 'engine' }, signal: AbortSignal.timeout(withinMs) },
    (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        text += chunk
        if (text.length > MOST_BYTES) response.destroy(new Error('its answer is too long'))
      })
      response.once('error', (error) => reject(inWords(error, withinMs)))
      response.once('end', () => {
        const { statusCode = 0 } = response
        if (statusCode !== 200) return reject(new EngineRefusal(statusCode, complaint(text, statusCode)))
        try {
          resolve(JSON.parse(text) as T)
        } catch {
          reject(new Error('its answer is no JSON'))
        }
      })
    },
  )
  asking.once('error', (error) => reject(inWords(error, withinMs)))
  asking.end()
  return promise
}

/** The same of an engine that has been found: it gets more time. */
export function askFound<T>(
  engine: { readonly address: string },
  path: string,
  withinMs = FOUND_ANSWER_MS,
): Promise<T> {
  const transport = transportOf(engine.address)
  if ('refusal' in transport) throw new Error(transport.refusal)
  return askEngine<T>(transport, path, { withinMs })
}

function inWords(error: Error, withinMs: number): Error {
  const timedOut = error.name === 'AbortError' || error.name === 'TimeoutError'
  return timedOut ? new Error(`no answer within ${withinMs / 1_000} s`) : error
}

function complaint(text: string, status: number): string {
  try {
    const { message } = JSON.parse(text) as { message?: string }
    if (message) return message
  } catch {
    // Not its own words, then: the status must do.
  }
  return `status ${status}`
}
