import type { Address } from './app/address.ts'
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
  /** How a recommendation of it begins: "Serve it from one process". */
  readonly imperative: string
  /** One paragraph for someone who chooses. */
  readonly summary: string
  /** Where the idea comes from. */
  readonly origin: string
  readonly color: { readonly light: string; readonly dark: string }
  readonly mark: Mark
  readonly capabilities: Capabilities
  /** The modules that its processes start from, so that they can be compiled ahead; each does nothing alone. */
  readonly entries?: readonly URL[]
  /** Its processes that can be started one by one, where something else starts the others; by their role. */
  readonly alone?: Readonly<Record<string, LoneProcess>>
  /** What it needs beyond a role with P connections; nothing by default. */
  readonly needs?: readonly Need[]
  /** The fewest connections that it works with. */
  leastConnections(mode: QueryMode, workers: number): number
  /** Slow queries at a time, one entry for each worker, in the order of the workers. */
  slots(mode: QueryMode, connections: number, workers: number): number[]
}

/** A process that serves without the supervisor of its strategy, on `settings.host` and `settings.port`. */
export interface LoneProcess {
  readonly entry: URL
  /** It accepts connections, and answers `/healthz`. */
  readonly listens: boolean
  /** The fewest connections that it works with. */
  readonly leastConnections: number
  /** As in its assignment, where it may hold so many connections. */
  slots(mode: QueryMode, connections: number): number[]
}

/** `nginx`: a reverse proxy of its own. `own-tables`: its role may create schemas and tables in the database. */
export type Need = 'nginx' | 'own-tables'

export type Mark = 'circle' | 'triangle' | 'square' | 'diamond' | 'cross' | 'star' | 'plus'

export interface Capabilities {
  /** A session lives in one process, and its socket must reach that process. */
  readonly sticky: boolean
  /** Other users' sockets are served while a query of this mode runs. */
  readonly responsive: Readonly<Record<QueryMode, boolean>>
  /** What becomes of a query when the database is lost in its middle. */
  readonly databaseLoss: 'sessions-fail' | 'queries-rerun'
  /** The roles of its processes that faults can be injected into. */
  readonly roles: Readonly<Record<string, RoleCapabilities>>
}

/** What the processes of one role can suffer, and what that does to users. */
export interface RoleCapabilities {
  readonly faults: readonly FaultKind[]
  readonly death: Death
}

/**
 * What the sudden end of a process does. `sessions-fail`: the sessions that lived in it are gone, and who
 * attaches again is told so. `sockets-cut`: only connections passed through it; who attaches again finds the
 * session as it was. `queries-rerun`: it only ran queries, which another process runs again; users wait longer.
 */
export const deaths = ['sessions-fail', 'sockets-cut', 'queries-rerun'] as const
export type Death = (typeof deaths)[number]

/**
 * `kill` ends a process at once, `restart` in order, `stop` freezes it until `continue`. `drain`: no new
 * sessions, those that wait get their charts, then it ends. `reload`: it reads its configuration again. What
 * has ended is replaced.
 */
export const faultKinds = ['kill', 'restart', 'stop', 'continue', 'drain', 'reload'] as const
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
  /** The processes of this machine that there are now. */
  processes(): ProcessInfo[]
  /**
   * Drains a process, or lets it reload; the others are signals, which the supervisor sends. Resolves when it
   * is done. Absent where no role declares them.
   */
  order?(kind: 'drain' | 'reload', process: ProcessInfo): Promise<void>
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
  /**
   * Where a process behind a proxy is to listen: a Unix socket that the proxy may connect to, or, where
   * `settings.ports` gives a range, a TCP port of it that nobody uses. Rejects where the range is used up.
   */
  address(worker: string): Promise<Address>
  /** Reverse proxies, for a strategy that declares that it needs nginx. */
  readonly proxy: ProxyStarter
  /** To be called when the processes have changed. */
  processesChanged(): void
}

/** Where a proxy's configuration is to listen and may put its files. */
export interface ProxyPlace {
  /** TCP, where users reach it on 127.0.0.1. */
  readonly port: number
  /** The address to listen on; 127.0.0.1 where it is not told. */
  readonly listen?: string
  /** By what name it reaches processes that listen on 127.0.0.1 of the machine; that itself where it is not told. */
  readonly upstreamHost?: string
  /** Absolute; its own. */
  readonly folder: string
  /**
   * By this name, which no user learns, who starts it asks it on its port whether it is there: the configuration must
   * hold what `statusServer` writes. Absent where nobody asks.
   */
  readonly status?: string
}

/** Writes the whole configuration of a proxy: a pure function of the place. */
export type ConfigureProxy = (place: ProxyPlace) => string

export interface ProxyStarter {
  /**
   * Checks the configuration, starts the proxy on `port` (0: one that is free) and resolves once it answers.
   * Rejects with what it says where it does not start.
   */
  start(configure: ConfigureProxy, port: number): Promise<RunningProxy>
}

/** A reverse proxy. Where it dies nobody starts it again but who holds it. */
export interface RunningProxy {
  readonly url: string
  readonly port: number
  /** Of its master process; undefined where that is none of this machine's, and so cannot be signalled. */
  readonly pid: number | undefined
  /**
   * Checks the configuration and reloads where it differs from the one in effect. Resolves when no process
   * accepts connections under the old one any more. Calls are carried out one after the other. Rejects, and
   * leaves the old one in effect, where the check fails.
   */
  apply(configure: ConfigureProxy): Promise<void>
  /** Reloads the same configuration; resolves as `apply` does. */
  reload(): Promise<void>
  /** Resolves when the master has ended, for whatever reason, and its port can be had again; never rejects. */
  readonly gone: Promise<void>
  /** Cuts every connection; resolves when all its processes are gone. Idempotent. */
  stop(): Promise<void>
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
  /** Resolves when no session of it waits for its chart any more, or it has ended; it goes on serving. */
  drain(): Promise<void>
  /** SIGTERM, and after `settings.stopMs` and a grace SIGKILL to its process group. Idempotent. */
  stop(): Promise<void>
}
