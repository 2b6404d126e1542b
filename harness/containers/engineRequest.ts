import { request } from 'node:http'
import type { Transport } from './engineAddress.ts'

const ANSWER_MS = 3_000
const MOST_BYTES = 4_000_000

/**
 * Asks an engine for a document of its API, without loading a library for it. Rejects where it does not
 * answer within `withinMs`, or with another status than 200.
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
      response.once('error', reject)
      response.once('end', () => {
        if (response.statusCode !== 200) return reject(new Error(complaint(text, response.statusCode)))
        try {
          resolve(JSON.parse(text) as T)
        } catch (error) {
          reject(error)
        }
      })
    },
  )
  asking.once('error', (error) =>
    reject(error.name === 'AbortError' ? new Error(`no answer within ${withinMs / 1_000} s`) : error),
  )
  asking.end()
  return promise
}

function complaint(text: string, status: number | undefined): string {
  try {
    const { message } = JSON.parse(text) as { message?: string }
    if (message) return message
  } catch {
    // Not its own words, then: the status must do.
  }
  return `status ${status}`
}
