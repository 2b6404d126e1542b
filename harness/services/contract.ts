import type { ConfigureProxy, RunningProxy } from '../../strategies/contract.ts'
import type { Ledger } from '../lifecycle/ledger.ts'

/** Where a service comes from. One provider provides one service in one way; `O`: what it must be told. */
export interface Provider<S extends Service, O = object> {
  readonly name: ProviderName
  readonly service: 'postgres' | 'nginx'
  /** Cheap, without side effects: whether it could run here, and why or why not. */
  probe(): Promise<Availability>
  /** Looks closer, where a probe cannot know: takes as long as a connection does, and changes nothing. */
  check?(): Promise<Availability>
  /** Starts or connects; resolves when the service really answers. Aborting `context.signal` ends the start. */
  start(context: ServiceContext & O): Promise<S>
}

export const providerNames = ['docker', 'local', 'embedded'] as const
export type ProviderName = (typeof providerNames)[number]

/** Whether something can run here, the reason in a few words, and what would help where it cannot. */
export type Availability = { ok: true; reason: string } | { ok: false; reason: string; hint: string }

export interface ServiceContext {
  /** Names what is made, so that it can be found after a crash. */
  readonly ledger: Ledger
  readonly signal: AbortSignal
  /** One line on what takes long. */
  readonly progress: (line: string) => void
  /** How many connections a Postgres of ours must be able to hold; 300 by default. */
  readonly maxConnections?: number
}

/** A running service. Disposal ends what was started, and nothing else. */
export interface Service extends AsyncDisposable {
  readonly provider: ProviderName
  readonly version: string
}

export interface Postgres extends Service {
  /** URL of a user who may create the schema `bench` and, where `mayCreateRoles`, roles named `bench_…`. */
  readonly url: string
  readonly mayCreateRoles: boolean
  /** Ours, and gone with the service: nothing in it needs to be kept. */
  readonly disposable: boolean
  /** The postmaster's pid where the process is ours, for its CPU and memory. */
  readonly pid: number | undefined
  /**
   * Ends it (clients are cut off, data is kept) where it runs, and starts it again at the same URL, in about
   * half a second; absent where we may not.
   */
  readonly restart?: () => Promise<void>
  /** Freezes all its processes, so that nothing answers, until `resume`; absent where we may not. */
  readonly pause?: () => Promise<void>
  readonly resume?: () => Promise<void>
  /** Ends it at once, as a crash would, to be started again by `restart`; absent where we may not. */
  readonly stopNow?: () => Promise<void>
}

/** What an nginx is started with. */
export interface NginxOptions {
  readonly configure: ConfigureProxy
  /** 0: one that is free. */
  readonly port: number
  /** Whether what it prints also goes to our own stderr. */
  readonly forwardStderr?: boolean
}

/** An nginx that answers; `ended`, `apply` and `reload` are those of `RunningProxy`. */
export interface Nginx extends Service, RunningProxy {}
