import type { ScheduledUser } from '../../scenarios/contract.ts'
import type { Stages } from '../../strategies/app/protocol/messages.ts'
import type { Ledger } from '../lifecycle/ledger.ts'

/** Plays users. A driver runs in a process of its own, which ends when its stdin closes. */
export interface Driver {
  readonly name: string
  /** A few words: how it plays. */
  readonly title: string
  /** The modules that its processes start from, so that they can be compiled ahead; each does nothing alone. */
  readonly entries: readonly URL[]
  /**
   * Starts the driver's process, at once, and resolves once it has its plan and is ready to play, with nothing
   * sent yet. Rejects where it cannot start, and where `plan` does. Aborting `context.signal` before `begin` ends the process.
   */
  start(
    plan: DriverPlan | Promise<DriverPlan>,
    listener: DriverListener,
    context: DriverContext,
  ): Promise<RunningDriver>
}

/** What a driver needs of the run that it plays for. */
export interface DriverContext {
  /** Where its processes are written down. */
  readonly ledger: Ledger
  readonly signal: AbortSignal
  /** Where its stderr is kept. */
  readonly logFile?: string
}

/** What one driver process is to play: its slice of the schedule. */
export interface DriverPlan {
  /** `http://127.0.0.1:port` of the target. */
  readonly url: string
  readonly users: readonly PlannedUser[]
  /** The content hash that each key's chart must have, by `keyName`; a key that is not in it fails. */
  readonly expected: Readonly<Record<string, string>>
  /** Arrivals beyond this many users at once are dropped and counted, never delayed. */
  readonly maxInFlight: number
  /** Waits for more users after all have left, until `stop`. */
  readonly untilStopped?: boolean
}

/** A user of the schedule, and how long it waits. */
export interface PlannedUser extends ScheduledUser {
  /** When the user gives up on a chart or on the answer to an interaction, from its intended moment. */
  readonly timeoutMs: number
}

/** What a driver reports, in order of occurrence. */
export type DriverListener = (events: readonly DriverEvent[]) => void

/** Outcome of one chart. `retried`: a kept connection was reset before the first byte, once; then ok. */
export type Outcome = 'ok' | 'retried' | 'error' | 'timeout' | 'interrupted'

/** An event of a driver. Every `at` is µs of CLOCK_MONOTONIC, the clock of `nowUs`. */
export type DriverEvent =
  /**
   * The intended start of a user of a closed model: `at` is when the one before has left, and the pause.
   * `dropped` or `sent` follows.
   */
  | { type: 'due'; user: number; at: number }
  /** The intended start came and was let pass: too many users in flight. */
  | { type: 'dropped'; user: number; at: number }
  /** The call that opens the user's first connection. */
  | { type: 'sent'; user: number; at: number }
  /** page: its last byte; socket: open; status: the first status message. */
  | { type: 'stage'; user: number; widget: number; stage: 'page' | 'socket' | 'status'; at: number }
  /** The end of one chart, verified (content hash, sequence) where `outcome` is ok. */
  | {
      type: 'done'
      user: number
      widget: number
      at: number
      outcome: Outcome
      /**
       * An error of the wire, or of the connection (`ECONNREFUSED`, `EMFILE`, `CONNECTION_LOST`, `HTTP_502`),
       * or `WRONG_CHART`, or `SEQUENCE` where messages before the chart were missing or out of order.
       */
      code?: string
      worker?: string
      /** When the server pushed the chart: its own stamp. */
      pushed?: number
      stages?: Stages
    }
  /**
   * A socket was lost, or did not open, before its chart was there, and the user attaches again, as a page
   * does; `code` as in `done`. `reattached` or `done` follows.
   */
  | { type: 'lost'; user: number; widget: number; at: number; code: string }
  /** The user is attached again, by a socket or by long poll, and still waits for the chart. */
  | { type: 'reattached'; user: number; widget: number; at: number }
  /**
   * Those that are open when a socket is lost end unanswered. Those whose moment comes before it is attached
   * again are sent then: the outage counts.
   */
  | {
      type: 'interaction'
      user: number
      widget: number
      n: number
      intended: number
      sent: number
      /** When the answer came; null: never. */
      at: number | null
      /** The answer was the right one. */
      ok: boolean
    }
  /**
   * Something that must not happen: a second chart or answer, a gap or step back in the sequence, a wrong
   * content, a message that breaks the schema. Each socket has a sequence and a chart of its own, so that
   * comes again where a user attaches again.
   */
  | { type: 'anomaly'; user: number; widget: number; kind: AnomalyKind; at: number }
  /** The user closes its sockets; the last event of a user that was sent. */
  | { type: 'left'; user: number; at: number }
  /** The driver's own loop was late: the 10 ms ticker came `lateUs` after its time. */
  | { type: 'hiccup'; at: number; lateUs: number }

export type AnomalyKind = 'duplicate' | 'sequence' | 'wrong-chart' | 'malformed'

/** What the process says of itself when all is played. */
export interface DriverSummary {
  /** Of the 10 ms ticker, corrected for the ticks that a stall swallowed; µs. */
  readonly hiccupUs: { readonly p50: number; readonly p99: number; readonly max: number }
  /** User and system time since `begin`. */
  readonly cpuMs: number
  /** The most session sockets that were open at a time. */
  readonly sockets: number
}

export interface RunningDriver extends AsyncDisposable {
  readonly pid: number
  /** Starts playing; `atUs` (CLOCK_MONOTONIC, in the future) is the zero of every intended start. */
  begin(atUs: number): void
  /**
   * Adds users while it plays; their `atUs` counts from the same zero. Here as in the plan, who follows another
   * comes together with that one.
   */
  add(users: readonly PlannedUser[]): void
  /** Lets the users of a group leave once their chart and their open interactions are answered. */
  leave(group: string): void
  /**
   * Cuts every session socket at once from the users' side, as a lost network does; users attach again. Pages
   * that are being loaded are not cut.
   */
  cut(): void
  /**
   * Charts that are still waited for are `interrupted`, interactions under way are not reported, users whose
   * intended start has not come are never played, nobody attaches again; `done` then resolves.
   */
  stop(): void
  /** Resolves when every user has left and all events were passed on; rejects where the process ended before. */
  readonly done: Promise<DriverSummary>
}
