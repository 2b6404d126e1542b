import { request } from 'node:http'
import { type Reachable, transportOf } from './engineAddress.ts'

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

/** Resolves where an engine answers at all, which costs it nothing; rejects as `askEngine` does, after 3 s. */
export async function greetEngine(transport: Reachable): Promise<void> {
  await askText(transport, '/_ping', ANSWER_MS)
}

/**
 * Asks an engine for a document of its API, without loading a library for it. Rejects with EngineRefusal where
 * it answers with another status than 200, and else where it does not answer within `withinMs`.
 */
export async function askEngine<T>(
  transport: Reachable,
  path: string,
  withinMs = FOUND_ANSWER_MS,
): Promise<T> {
  const text = await askText(transport, path, withinMs)
  try {
    return JSON.parse(text) as T
  } catch (error) {
    throw new Error('its answer is no JSON', { cause: error })
  }
}

/** The same of an engine that has been found. */
export function askFound<T>(
  engine: { readonly address: string },
  path: string,
  withinMs?: number,
): Promise<T> {
  const transport = transportOf(engine.address)
  if ('refusal' in transport) throw new Error(transport.refusal)
  return askEngine<T>(transport, path, withinMs)
}

function askText(transport: Reachable, path: string, withinMs: number): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
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
        resolve(text)
      })
    },
  )
  asking.once('error', (error) => reject(inWords(error, withinMs)))
  asking.end()
  return promise
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
