import { queryError } from '../../app/query/queryError.ts'
import { beginLife, type Life, type LifeOptions } from './life.ts'
import { NotAllowedError } from './migrate.ts'

const AGAIN_MS = 50
/** Connections are used up: a predecessor's linger for a moment. */
const INSUFFICIENT_RESOURCES = '53'

/**
 * The worker process: one life after the other, as long as it is not stopped. There is one way to begin, be
 * it the first time, after the death of a predecessor, or after Postgres was away.
 */
export class Lives {
  readonly #options: LifeOptions
  #life: Life | undefined
  #living: Promise<void> = Promise.resolve()
  #stopped = false
  #complained = false

  constructor(options: LifeOptions) {
    this.#options = options
  }

  /**
   * Resolves after the first attempt: a database that is down is no reason not to start, and is tried again.
   * Rejects where it is up and does not let us.
   */
  async start(): Promise<void> {
    await this.#begin(true)
    this.#living = this.#goOn()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.#life?.end()
    await this.#living
  }

  async #goOn(): Promise<void> {
    while (!this.#stopped) {
      await this.#life?.over
      this.#life = undefined
      if (this.#stopped) return
      await this.#begin(false)
      if (!this.#life) await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
    }
    await this.#life?.end()
  }

  async #begin(isFirst: boolean): Promise<void> {
    try {
      this.#life = await beginLife(this.#options)
      this.#complained = false
    } catch (error) {
      if (isFirst && !isAway(error)) throw error
      // Once for each time that the database is away.
      if (!this.#complained)
        console.error('the queue cannot be served:', error instanceof Error ? error.message : error)
      this.#complained = true
    }
  }
}

function isAway(error: unknown): boolean {
  if (error instanceof NotAllowedError) return false
  const refused = (error as { code?: string }).code?.startsWith(INSUFFICIENT_RESOURCES)
  return refused || queryError(error).code === 'DATABASE_LOST'
}
