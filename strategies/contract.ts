import type { QueryMode, Settings } from './app/settings.ts'

/** A topology that serves the chart app. A folder whose `index.ts` exports one by default is a strategy. */
export interface Strategy extends StrategyMetadata {
  /**
   * Starts the processes and returns once the URL answers; never called twice for one context. Throws where
   * it cannot start, having ended what it began. Aborting `context.signal` ends a start that is under way.
   */
  start(context: StrategyContext): Promise<RunningStrategy>
}

/** What a strategy says of itself. The harness branches on this alone, never on a name. */
export interface StrategyMetadata {
  /** Lower case with dashes, unique. */
  readonly name: string
  /** A few words: "one process, one event loop". */
  readonly title: string
  /** One paragraph for someone who chooses. */
  readonly summary: string
  /** Where the idea comes from. */
  readonly origin: string
  readonly color: { readonly light: string; readonly dark: string }
  readonly mark: Mark
  readonly capabilities: Capabilities
  /** The modules that its processes start from, so that they can be compiled ahead; each does nothing alone. */
  readonly entries?: readonly URL[]
  /** The fewest connections that it works with. */
  leastConnections(mode: QueryMode, workers: number): number
  /** Slow queries at a time, one entry for each worker, in the order of the workers. */
  slots(mode: QueryMode, connections: number, workers: number): number[]
}

export type Mark = 'circle' | 'triangle' | 'square' | 'diamond' | 'cross' | 'star' | 'plus'

export interface Capabilities {
  /** A session lives in one process, and its socket must reach that process. */
  readonly sticky: boolean
  /** Other users' sockets are served while a query of this mode runs. */
  readonly responsive: Readonly<Record<QueryMode, boolean>>
  /** What happens to the sessions of a worker that is killed. `none`: there is no worker beside the front. */
  readonly workerDeath: 'sessions-fail' | 'sessions-survive' | 'none'
  /** Roles that a fault can be injected into, and which faults they can suffer. */
  readonly faults: Readonly<Record<string, readonly FaultKind[]>>
}

export const faultKinds = ['kill', 'restart', 'stop', 'continue', 'pause'] as const
export type FaultKind = (typeof faultKinds)[number]

/** One process of a target. */
export interface ProcessInfo {
  readonly role: string
  readonly pid: number
  /** The worker's name where the process holds sessions. */
  readonly worker?: string | undefined
  /** Slow queries that it can run at a time. */
  readonly slots?: number | undefined
}

/** A strategy that accepts users. */
export interface RunningStrategy {
  /** Where users go: `http://127.0.0.1:port`. */
  readonly url: string
  /** The processes there are now. */
  processes(): ProcessInfo[]
  /**
   * Stops accepting users, tells the sockets, cancels the queries, ends the processes; resolves when all
   * are gone, within `settings.stopMs` and a little. Idempotent.
   */
  stop(): Promise<void>
}

/** What the supervisor gives to a strategy, so that it need not import the harness. */
export interface StrategyContext {
  readonly settings: Settings
  readonly slots: readonly number[]
  readonly signal: AbortSignal
  /**
   * Starts `entry` as a child process in a process group of its own, tells it what it is, and resolves once
   * it says that it is ready. Rejects where it ends before that. The child is in the run's ledger.
   */
  spawn(entry: URL, assignment: Assignment): Promise<ServerProcess>
  /** To be called when the processes have changed. */
  processesChanged(): void
}

/** What a server process is told when it starts; `options` is between a strategy and its own entry. */
export interface Assignment {
  readonly role: string
  readonly worker: string
  /** One entry for each worker that this process runs, or its own. */
  readonly slots: readonly number[]
  readonly options?: Readonly<Record<string, string | number | boolean>>
}

/** A server process that has said it is ready. */
export interface ServerProcess {
  readonly pid: number
  readonly assignment: Assignment
  /** Where it listens: a URL, or undefined where it does not accept users itself. */
  readonly url: string | undefined
  /** Itself, or itself and the processes that it has reported as its own. */
  processes(): ProcessInfo[]
  /** Resolves when the process has ended, for whatever reason. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  /** SIGTERM, and after `settings.stopMs` and a grace SIGKILL to its process group. Idempotent. */
  stop(): Promise<void>
}
