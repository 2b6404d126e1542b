import { randomBytes } from 'node:crypto'
import type { Counts } from '../metrics/counts.ts'
import type { PageParameters } from '../page/parameters.ts'
import type { Probe } from '../probe/probe.ts'
import { widgetKey } from '../protocol/chart.ts'
import { ProtocolError } from '../protocol/codes.ts'
import type { SessionGrant } from '../protocol/messages.ts'
import type { Settings } from '../settings.ts'
import { signToken } from '../token.ts'
import { Session } from './session.ts'
import type { Workplace } from './work.ts'

interface SessionsParts {
  readonly settings: Settings
  readonly worker: string
  readonly workplace: Workplace
  readonly probe: Probe
  readonly counts: Counts
  readonly loadChanged?: (() => void) | undefined
}

/** The sessions that one process holds. */
export class Sessions {
  readonly #settings: Settings
  readonly #worker: string
  readonly #workplace: Workplace
  readonly #probe: Probe
  readonly #counts: Counts
  readonly #byId = new Map<string, Session>()
  readonly #expiry: NodeJS.Timeout
  readonly #expires = new Map<string, number>()
  readonly #loadChanged: () => void
  #unfinished = 0
  #unserved = 0
  #drained: PromiseWithResolvers<void> | undefined
  #closed = false

  constructor(parts: SessionsParts) {
    this.#settings = parts.settings
    this.#worker = parts.worker
    this.#workplace = parts.workplace
    this.#probe = parts.probe
    this.#counts = parts.counts
    this.#loadChanged = parts.loadChanged ?? (() => {})
    this.#expiry = setInterval(() => this.#expireOld(), Math.min(1_000, parts.settings.sessionMs)).unref()
  }

  get size(): number {
    return this.#byId.size
  }

  /** Sessions that wait for their query or run it. */
  get unfinished(): number {
    return this.#unfinished
  }

  /** The session of this id. Throws UNKNOWN_SESSION, or GOING_AWAY after `close`. */
  get(id: string): Session {
    const session = this.#byId.get(id)
    if (!session) throw new ProtocolError(this.#closed ? 'GOING_AWAY' : 'UNKNOWN_SESSION')
    return session
  }

  /** Resolves once no session waits for its chart; those that are created meanwhile count too. */
  drain(): Promise<void> {
    this.#drained ??= Promise.withResolvers()
    if (this.#unserved === 0) this.#drained.resolve()
    return this.#drained.promise
  }

  /** Makes the sessions of a page and starts their queries. Throws TOO_MANY, or GOING_AWAY after `close`. */
  create(page: PageParameters): SessionGrant[] {
    if (this.#closed) throw new ProtocolError('GOING_AWAY')
    const { limits } = this.#settings
    if (this.#byId.size + page.widgets > limits.sessions) {
      throw new ProtocolError('TOO_MANY', `at most ${limits.sessions} sessions at a time`)
    }
    return Array.from({ length: page.widgets }, (_, index) => this.#createOne(page, index))
  }

  /** Ends every session: users are told that the server goes away, queries are cancelled. */
  close(): void {
    this.#closed = true
    clearInterval(this.#expiry)
    for (const session of [...this.#byId.values()]) session.end(new ProtocolError('GOING_AWAY'))
  }

  #createOne(page: PageParameters, index: number): SessionGrant {
    const id = randomBytes(12).toString('base64url')
    const key = widgetKey(page.key, index)
    const expires = Date.now() + this.#settings.sessionMs
    const session = new Session({
      id,
      worker: this.#worker,
      key,
      work: this.#workplace.begin(key, page.queryMs),
      probe: this.#probe,
      counts: this.#counts,
      attachMs: this.#settings.attachMs,
      graceMs: this.#settings.graceMs,
      finished: () => this.#load(-1),
      served: () => {
        if (--this.#unserved === 0) this.#drained?.resolve()
      },
      ended: () => {
        this.#byId.delete(id)
        this.#expires.delete(id)
      },
    })
    this.#byId.set(id, session)
    this.#expires.set(id, expires)
    this.#unserved++
    this.#counts.sessions++
    this.#load(1)
    session.start()
    const token = signToken(
      { session: id, worker: this.#worker, expires: Math.ceil(expires / 1_000) },
      this.#settings.secret,
    )
    return { id, token, socket: `/session?w=${this.#worker}` }
  }

  #load(change: number): void {
    this.#unfinished += change
    this.#loadChanged()
  }

  #expireOld(): void {
    const now = Date.now()
    // Insertion order is the order of expiry: all live equally long.
    for (const [id, expires] of this.#expires) {
      if (expires > now) return
      this.#byId.get(id)?.end(new ProtocolError('UNKNOWN_SESSION', 'the session has expired'))
    }
  }
}
