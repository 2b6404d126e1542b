import { nowUs } from '../clock.ts'
import type { Counts } from '../metrics/counts.ts'
import { chartSpec } from '../page/spec.ts'
import type { Probe } from '../probe/probe.ts'
import type { ChartKey } from '../protocol/chart.ts'
import { ProtocolError } from '../protocol/codes.ts'
import type { ClientMessage } from '../protocol/messages.ts'
import type { SpeakingViewer, Viewer } from './viewer.ts'
import type { ChartContent, SessionWork } from './work.ts'

type State =
  | { is: 'queued'; position: number }
  | { is: 'running' }
  | { is: 'ready'; chart: string }
  | { is: 'failed'; error: ProtocolError }

/** What a session is made of. */
export interface SessionParts {
  readonly id: string
  readonly worker: string
  readonly key: ChartKey
  readonly work: SessionWork
  readonly probe: Probe
  readonly counts: Counts
  /** How long it waits for its first viewer, then how long it outlives its last, ms. */
  readonly attachMs: number
  readonly graceMs: number
  /**
   * Called once, when the query has come to an end, whatever end, and before viewers are told: whoever comes
   * because of what they heard finds the slot free.
   */
  readonly finished: () => void
  /** Called once, when a viewer has been sent the chart, or there is none that it could be sent to. */
  readonly served: () => void
  /** Called once, when the session has ended and its id means nothing any more. */
  readonly ended: () => void
}

/**
 * The server-side life of one widget. Its query starts with it; viewers come and go; it ends when nobody has
 * watched for the grace time, when a user cancels, or with the server. All calls on one loop.
 */
export class Session {
  readonly id: string
  readonly #parts: SessionParts
  readonly #abort = new AbortController()
  readonly #viewers = new Set<Viewer>()
  readonly #createdUs = nowUs()
  #state: State = { is: 'queued', position: 0 }
  #timer: NodeJS.Timeout | undefined
  #attachedBefore = false
  #isServed = false
  #over = false

  constructor(parts: SessionParts) {
    this.id = parts.id
    this.#parts = parts
    parts.probe.event('created', this.id, this.#createdUs)
    this.#endUnlessWatched(parts.attachMs)
  }

  /** Asks for the query. A blocking workplace returns from here only when the result is there. */
  start(): void {
    const { probe, work, finished } = this.#parts
    const askedUs = nowUs()
    probe.event('asked', this.id, askedUs)
    work
      .chart({
        signal: this.#abort.signal,
        queued: (position) => this.#become({ is: 'queued', position }),
        running: () => {
          probe.event('connected', this.id)
          this.#become({ is: 'running' })
        },
      })
      .then(
        (chart) => {
          finished()
          this.#ready(chart, askedUs)
        },
        (error) => {
          finished()
          this.#failed(error)
        },
      )
  }

  /** A viewer has come. It is greeted with all that there is to know now. */
  attach(viewer: Viewer): void {
    clearTimeout(this.#timer)
    this.#parts.probe.event(this.#attachedBefore ? 'reattached' : 'attached', this.id)
    this.#attachedBefore = true
    this.#viewers.add(viewer)
    viewer.send('hello', { session: this.id, worker: this.#parts.worker })
    this.#tell(viewer)
  }

  detach(viewer: Viewer): void {
    this.#viewers.delete(viewer)
    if (this.#viewers.size === 0 && !this.#over) this.#endUnlessWatched(this.#parts.graceMs)
  }

  /** A message of a viewer, already checked against the schema. */
  async receive(viewer: SpeakingViewer, message: ClientMessage): Promise<void> {
    if (message.type === 'cancel') return this.end(new ProtocolError('CANCELLED'))
    if (this.#state.is !== 'ready') {
      return viewer.sendError(new ProtocolError('MALFORMED', 'there is no chart to interact with yet'))
    }
    const above = await this.#parts.work.interact(message.value)
    viewer.send('patch', { n: message.n, level: message.value, above })
  }

  /** Ends it for the reason given: viewers are told, the query is cancelled in Postgres. Idempotent. */
  end(reason: ProtocolError): void {
    if (this.#over) return
    this.#over = true
    clearTimeout(this.#timer)
    const running = this.#state.is === 'queued' || this.#state.is === 'running'
    this.#parts.probe.event(running ? 'cancelled' : 'ended', this.id)
    this.#abort.abort()
    for (const viewer of this.#viewers) viewer.refuse(reason)
    this.#viewers.clear()
    this.#parts.work.end()
    this.#served()
    this.#parts.ended()
  }

  #ready(chart: ChartContent, askedUs: number): void {
    const { key, probe, counts } = this.#parts
    const { rows, hash, queryUs, connectedUs, resultUs, queries = 1 } = chart
    probe.event('result', this.id, resultUs)
    counts.charts++
    counts.timeToChart.add(resultUs - this.#createdUs)
    counts.queryWait.add(connectedUs - askedUs)
    const stages = {
      created: this.#createdUs,
      asked: askedUs,
      connected: connectedUs,
      result: resultUs,
      queryUs,
      ...(queries > 1 ? { queries } : {}),
    }
    this.#become({
      is: 'ready',
      chart: JSON.stringify({ ...key, spec: chartSpec(key), data: rows, hash, stages }),
    })
    // Who has not come for it by then will not be waited for by a server that is to end.
    if (!this.#isServed) setTimeout(() => this.#served(), this.#parts.graceMs).unref()
  }

  #served(): void {
    if (this.#isServed) return
    this.#isServed = true
    this.#parts.served()
  }

  #failed(error: unknown): void {
    if (this.#over) return
    const known =
      error instanceof ProtocolError ? error : new ProtocolError('SERVER_FAULT', undefined, { cause: error })
    if (known.code === 'SERVER_FAULT') console.error(`session ${this.id}:`, known.cause ?? known)
    this.#parts.probe.event('failed', this.id, nowUs(), known.code)
    this.#state = { is: 'failed', error: known }
    if (this.#viewers.size > 0) this.end(known)
  }

  #become(state: State): void {
    if (this.#over) return
    this.#state = state
    for (const viewer of this.#viewers) this.#tell(viewer)
  }

  #tell(viewer: Viewer): void {
    const state = this.#state
    switch (state.is) {
      case 'queued':
        viewer.send('status', { state: 'queued', position: state.position })
        break
      case 'running':
        viewer.send('status', { state: 'running' })
        break
      case 'ready':
        this.#parts.probe.event('pushed', this.id, viewer.sendSerialized('chart', state.chart))
        this.#served()
        break
      case 'failed':
        this.end(state.error)
        break
    }
  }

  /**
   * After a blocked loop the timers come before the sockets that have waited, so the end is decided only
   * after a turn in which those could attach.
   */
  #endUnlessWatched(ms: number): void {
    this.#timer = setTimeout(() => {
      setImmediate(() => setImmediate(() => this.#endIfUnwatched()))
    }, ms)
  }

  #endIfUnwatched(): void {
    if (this.#viewers.size === 0) this.end(new ProtocolError('UNKNOWN_SESSION', 'nobody watched the session'))
  }
}
