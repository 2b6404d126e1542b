import { type Following, follow } from '../../../strategies/app/client/follow.ts'
import { endCode, type SocketEnd } from '../../../strategies/app/client/socketEnd.ts'
import { nowUs } from '../../../strategies/app/clock.ts'
import { chartHash, keyName, widgetKey } from '../../../strategies/app/protocol/chart.ts'
import type { ChartMessage, ServerMessage, SessionGrant } from '../../../strategies/app/protocol/messages.ts'
import type { AnomalyKind, PlannedUser } from '../contract.ts'
import { Interactions } from './interactions.ts'
import type { Playground } from './playground.ts'

/**
 * One widget of one user: waits for its chart, verifies it, interacts, and attaches again where its socket is
 * lost. Reports exactly one `done`.
 */
export class View {
  readonly #user: PlannedUser
  readonly #widget: number
  readonly #playground: Playground
  readonly #over: () => void
  #state: 'waiting' | 'interacting' | 'over' = 'waiting'
  #socket: Following | undefined
  #interactions: Interactions | undefined
  #worker: string | undefined
  #statusSeen = false
  /** It waited for its chart when the socket was lost, which is not attached again yet. */
  #waitsUnattached = false
  /** The following two are of the present socket: each has a chart and a sequence of its own. */
  #chartSeen = false
  #inSequence = true

  /** `over` is called once, when the user needs nothing more of this widget. */
  constructor(user: PlannedUser, widget: number, playground: Playground, over: () => void) {
    this.#user = user
    this.#widget = widget
    this.#playground = playground
    this.#over = over
  }

  open(grant: SessionGrant): void {
    const socket = follow(this.#playground.url, grant, {
      open: () => this.#stage('socket', nowUs()),
      message: (message, atUs) => this.#take(message, atUs),
      violation: (kind, reason) => this.#violated(kind, reason),
      lost: (code, atUs) => this.#detached(code, atUs),
      reattached: (atUs) => this.#reattached(atUs),
      closed: (end) => {
        this.#playground.sockets.delete(socket)
        this.#closed(end)
      },
    })
    this.#playground.sockets.add(socket)
    this.#socket = socket
  }

  /** The chart will not come, for this reason. */
  fail(code: string, atUs = nowUs()): void {
    if (this.#state === 'waiting') this.#end('error', atUs, code)
  }

  /** Ends a wait that has been too long. */
  giveUp(): void {
    if (this.#state === 'waiting') this.#end('timeout', nowUs())
  }

  /** Ends everything at once, without a word on open interactions. */
  interrupt(): void {
    if (this.#state === 'waiting') this.#end('interrupted', nowUs())
    this.#interactions?.cancel()
    this.#finish()
  }

  /** Asks nothing more. */
  leave(): void {
    if (this.#state === 'interacting') this.#interactions?.leave()
  }

  hangUp(): void {
    this.#socket?.close()
  }

  #take(message: ServerMessage, atUs: number): void {
    switch (message.type) {
      case 'hello':
        this.#worker = message.worker
        return
      case 'status':
        if (!this.#statusSeen) this.#stage('status', atUs)
        this.#statusSeen = true
        return
      case 'chart':
        if (this.#chartSeen) this.#anomaly('duplicate', atUs)
        this.#chartSeen = true
        if (this.#state === 'waiting') this.#chartCame(message, atUs)
        else if (this.#state === 'interacting' && !this.#isRight(message)) this.#anomaly('wrong-chart', atUs)
        return
      case 'patch':
        if (this.#interactions?.answer(message, atUs) !== true) this.#anomaly('duplicate', atUs)
        return
      case 'error':
        this.#failed(message.code, atUs)
    }
  }

  #chartCame(message: ChartMessage, atUs: number): void {
    if (!this.#isRight(message)) {
      this.#anomaly('wrong-chart', atUs)
      this.#end('error', atUs, 'WRONG_CHART')
      return
    }
    if (!this.#inSequence) {
      this.#end('error', atUs, 'SEQUENCE')
      return
    }
    this.#state = 'interacting'
    this.#playground.emit({
      type: 'done',
      user: this.#user.user,
      widget: this.#widget,
      at: atUs,
      outcome: 'ok',
      ...(this.#worker === undefined ? {} : { worker: this.#worker }),
      pushed: message.at,
      stages: message.stages,
    })
    this.#interact(message, atUs)
  }

  /** The socket is gone, and another is tried. */
  #detached(code: string, at: number): void {
    this.#chartSeen = false
    this.#inSequence = true
    this.#interactions?.pause()
    if (this.#state !== 'waiting') return
    this.#waitsUnattached = true
    this.#playground.emit({ type: 'lost', user: this.#user.user, widget: this.#widget, at, code })
  }

  #reattached(at: number): void {
    this.#interactions?.resume()
    if (!this.#waitsUnattached || this.#state !== 'waiting') return
    this.#waitsUnattached = false
    this.#playground.emit({ type: 'reattached', user: this.#user.user, widget: this.#widget, at })
  }

  /** The key that was asked for, and the content that this key has. */
  #isRight({ sensor, window, data, hash }: ChartMessage): boolean {
    const key = widgetKey(this.#user.key, this.#widget)
    if (sensor !== key.sensor || window !== key.window) return false
    return hash === this.#playground.expected[keyName(key)] && hash === chartHash(key, data)
  }

  #interact(message: ChartMessage, chartUs: number): void {
    const { user, group, interactions, thinkMs, timeoutMs } = this.#user
    const count = this.#playground.isLeaving(group) ? 0 : interactions
    if (count === 0) {
      this.#finish()
      return
    }
    this.#interactions = new Interactions(chartUs, message.data, {
      count,
      thinkUs: thinkMs * 1_000,
      timeoutUs: timeoutMs * 1_000,
      send: (n, level) => this.#socket?.interact(n, level),
      ended: (end) => this.#playground.emit({ type: 'interaction', user, widget: this.#widget, ...end }),
      over: () => this.#finish(),
    })
    this.#interactions.begin()
  }

  #violated(kind: 'schema' | 'sequence', reason: string): void {
    const atUs = nowUs()
    console.error(`user ${this.#user.user}, widget ${this.#widget}: ${kind}: ${reason}`)
    this.#anomaly(kind === 'schema' ? 'malformed' : 'sequence', atUs)
    if (kind === 'sequence') this.#inSequence = false
    else this.#failed('MALFORMED', atUs)
  }

  #closed(end: SocketEnd): void {
    if (this.#state !== 'over') this.#failed(endCode(end), nowUs())
  }

  /** The server has given this widget up, or can no longer be believed. */
  #failed(code: string, atUs: number): void {
    if (this.#state === 'interacting') this.#interactions?.lose()
    else this.fail(code, atUs)
  }

  #end(outcome: 'error' | 'timeout' | 'interrupted', at: number, code?: string): void {
    const { user } = this.#user
    this.#playground.emit({
      type: 'done',
      user,
      widget: this.#widget,
      at,
      outcome,
      ...(code === undefined ? {} : { code }),
      ...(this.#worker === undefined ? {} : { worker: this.#worker }),
    })
    this.#finish()
    this.hangUp()
  }

  #finish(): void {
    if (this.#state === 'over') return
    this.#state = 'over'
    this.#over()
  }

  #stage(stage: 'socket' | 'status', at: number): void {
    if (this.#state !== 'waiting') return
    this.#playground.emit({ type: 'stage', user: this.#user.user, widget: this.#widget, stage, at })
  }

  #anomaly(kind: AnomalyKind, at: number): void {
    this.#playground.emit({ type: 'anomaly', user: this.#user.user, widget: this.#widget, kind, at })
  }
}
