import type { Settings } from '../app/settings.ts'
import type { Capabilities, FaultKind, ProcessInfo } from '../contract.ts'

/** A running target as a check sees it: from outside, and from the database. */
export interface Subject {
  readonly url: string
  readonly settings: Settings
  readonly slots: readonly number[]
  readonly capabilities: Capabilities
  /** Content hash of every key's chart, computed independently of the target. */
  readonly expected: Readonly<Record<string, string>>
  /** Slow queries of the target's role, as Postgres counted them since the role was made. */
  counts(): Promise<{ started: number; finished: number }>
  readonly signal: AbortSignal
}

/** What only some callers can offer: a check that needs more than there is, is skipped with the reason. */
export interface Powers {
  /** The target's backends now: how many there are, and how many run a slow query. */
  activity?(): Promise<{ connections: number; active: number }>
  /** Sockets that reached a process which does not hold their session, as the probes counted them. */
  misroutes?(): Promise<number>
  processes?(): readonly ProcessInfo[]
  /** Whether the process of this pid still runs. */
  runs?(pid: number): boolean
  fault?(kind: FaultKind, role: string, index?: number): Promise<void>
  /** Ends the target in order and resolves when everything of it is gone. Idempotent. */
  stop?(): Promise<void>
  /** Ends Postgres at once, as a crash would. What was committed before stays. */
  stopDatabase?(): Promise<void>
  /** Starts it again, and resolves once it answers. */
  startDatabase?(): Promise<void>
  /**
   * Another boot of the same strategy, with some settings changed and a role of its own; to be ended with
   * `stop`. `prepared` is called when all is there that a target finds before it starts.
   */
  another?(settings: Partial<Settings>, prepared?: () => Promise<void>): Promise<Booted>
}

/** A target that a check has started itself. */
export type Booted = Subject & Powers & { stop(): Promise<void> } & AsyncDisposable

/** One thing that every strategy must do. Throws an Error that says what was expected and what came. */
export interface ConformanceCheck {
  readonly name: string
  /**
   * It needs sockets that are served while a slow query runs. Left out where the strategy declares that its
   * loops are blocked by their own queries.
   */
  readonly needsResponsive?: boolean
  /** It is about this kind of fault. Left out where the strategy declares no role that suffers it. */
  readonly needsFault?: FaultKind
  /** What it needs beyond a Subject; undefined: it applies. A text: it does not, and why. */
  readonly inapplicable?: (subject: Subject & Powers) => string | undefined
  run(subject: Subject & Powers): Promise<void>
}

export interface Finding {
  readonly name: string
  readonly result: 'passed' | 'failed' | 'skipped'
  /** Why it failed or was skipped. */
  readonly detail: string
  readonly tookMs: number
}
