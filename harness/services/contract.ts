import type { Address } from '../../strategies/app/address.ts'
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
  /** Fetches what a start may have to do without: its image. Tells of it; absent where nothing is fetched. */
  fetch?(context: Pick<ServiceContext, 'progress' | 'signal'>): Promise<void>
  /** In what it runs, for the record, once that is here; absent where it runs in no container. */
  container?(): Promise<ServiceContainer>
  /** Starts or connects; resolves when the service really answers. Aborting `context.signal` ends the start. */
  start(context: ServiceContext & O): Promise<S>
}

export const providerNames = ['docker', 'local', 'embedded'] as const
export type ProviderName = (typeof providerNames)[number]

/** Whether something can run here, the reason in a few words, and what would help where it cannot. */
export type Availability = { ok: true; reason: string } | { ok: false; reason: string; hint: string }

/** What numbers that were measured with a service in a container depend on. */
export interface ServiceContainer {
  /** As `docker run` takes it. */
  readonly image: string
  /** The content of the image: a tag may come to mean another one. */
  readonly imageId: string
  /** `Docker 20.10.24`. */
  readonly engine: string
  readonly network: 'host' | 'ports'
}

export interface ServiceContext {
  /** Names what is made, so that it can be found after a crash. */
  readonly ledger: Ledger
  readonly signal: AbortSignal
  /** One line on what takes long. */
  readonly progress: (line: string) => void
  /** How many connections a Postgres of ours must be able to hold; 300 by default. */
  readonly maxConnections?: number
  /** The CPUs that a container keeps to, as engines take them: `0-1,3`. What we start ourselves keeps to our own. */
  readonly cpus?: string | undefined
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
  /** The address of this machine to listen on; 127.0.0.1 where it is not told. */
  readonly host?: string
  /** Folders that are there, to the Unix sockets in which it connects. */
  readonly reach?: readonly string[]
  /** Whether what it prints also goes to our own stderr. */
  readonly forwardStderr?: boolean
}

/** An nginx that answers; `gone`, `apply` and `reload` are those of `RunningProxy`. */
export interface Nginx extends Service, RunningProxy {
  /**
   * Resolves when it is known how the master has ended, and no process of it is left: with `gone` or, where an engine
   * must tell it, a little later. Never rejects. Both are null where nobody can tell, as what ran it has gone too.
   */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
}

/**
 * An nginx that runs and serves nobody, so that it soon takes the place of one that has died. Disposal ends it, where it
 * has not been started.
 */
export interface SpareNginx extends AsyncDisposable {
  /** As the provider's `start`; to be called once. */
  start(configure: ConfigureProxy): Promise<Nginx>
}

/** In what ways a process can be addressed: a Unix socket's path, a TCP port. */
export type AddressKind = Address extends infer A ? (A extends { path: string } ? 'path' : 'port') : never

/** A provider of nginx. */
export interface NginxProvider extends Provider<Nginx, NginxOptions> {
  /** Of the nginx that it starts, for the record; undefined where it does not say. Only where it can run. */
  version(): Promise<string | undefined>
  /** By what it can connect to processes of this machine; absent where by anything. */
  reaches?(): Promise<readonly AddressKind[]>
  /**
   * Does ahead of a start on the same port what takes long of it, and resolves once that is done; absent, or undefined,
   * where a start takes no time, or nothing of it can be done ahead.
   */
  spare?(context: ServiceContext & Omit<NginxOptions, 'configure'>): Promise<SpareNginx | undefined>
  /** Begins to load what a start needs, which takes half a second; may be called at any time, also for nothing. */
  load?(): Promise<void>
}
