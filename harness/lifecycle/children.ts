import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { BenchError, exitCodes } from '../errors.ts'
import { endGroup, groupMembers } from './ending.ts'
import { compileCacheFolder } from './folders.ts'
import { keepTail } from './keepTail.ts'
import { type Ledger, RUN_VARIABLE } from './ledger.ts'
import { identify } from './process.ts'

const DEFAULT_GRACE_MS = 5_000

export interface ChildOptions {
  /** The program and its arguments; no shell is involved. */
  readonly command: readonly string[]
  /** What it is to us; stands in the ledger. */
  readonly role: string
  readonly ledger: Ledger
  /** Set beside our own environment; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly cwd?: string
  /** `pipe` (the default) leaves it to the caller, who must then read stdout. */
  readonly stdin?: 'pipe' | 'ignore'
  readonly stdout?: 'pipe' | 'ignore'
  /** Where all of its stderr goes; the file is appended to. */
  readonly logFile?: string
  /** Whether its stderr also goes to ours. */
  readonly forwardStderr?: boolean
  /** Opens a channel for `process.send`, JSON both ways, for a Node program. */
  readonly ipc?: boolean
  /** Whom it runs as, where we are root. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined
}

/** How a process ended. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** A child process that leads a process group of its own and stands in the ledger. Disposal stops it. */
export interface Child extends AsyncDisposable {
  readonly pid: number
  /** For its messages, where it has a channel. */
  readonly process: ChildProcess
  /** Null where it was not asked for. */
  readonly stdin: Writable | null
  readonly stdout: Readable | null
  /** The last 4 KB that it has written to stderr. */
  tail(): string
  /** Resolves when the process has ended and its output has been read; never rejects. */
  readonly ended: Promise<Ended>
  /**
   * SIGTERM to its process group, SIGKILL to what is left after `graceMs` (5 s; 0: at once). Resolves when
   * the whole group is gone. Idempotent: the first call counts.
   */
  stop(options?: { graceMs?: number }): Promise<void>
}

/** Starts a program. Throws a BenchError where it cannot be started at all. */
export function spawnChild(options: ChildOptions): Child {
  const [program, ...parameters] = options.command
  if (program === undefined) throw new RangeError('no program to start')
  const { stdin = 'pipe', stdout = 'pipe', cwd, user } = options
  const claim = options.ledger.intend({ kind: 'process', role: options.role })
  let child: ChildProcess
  try {
    child = spawn(program, parameters, {
      detached: true,
      stdio: [stdin, stdout, 'pipe', ...(options.ipc ? (['ipc'] as const) : [])],
      env: {
        ...process.env,
        NODE_COMPILE_CACHE: compileCacheFolder(),
        ...options.env,
        [RUN_VARIABLE]: options.ledger.runId,
      },
      ...(cwd === undefined ? {} : { cwd }),
      ...user,
    })
  } catch (error) {
    claim.gone()
    throw cannotStart(program, error)
  }
  const { pid } = child
  if (pid === undefined) {
    claim.gone()
    // The reason follows as an event; the caller learns of the failure here.
    child.on('error', () => {})
    throw cannotStart(program)
  }
  claim.made({ pid })
  const leader = identify(pid)
  const output = keepTail(child.stderr!, options.logFile)
  if (options.forwardStderr) child.stderr!.pipe(process.stderr, { end: false })
  // A process that has ended breaks the pipe; `ended` says so.
  child.stdin?.on('error', () => {})
  // A signal that could not be sent, or a message to a closed channel: `stop` and `ended` see to both.
  child.on('error', () => {})

  let stopping: Promise<void> | undefined
  const ended = new Promise<Ended>((resolve) => {
    child.once('exit', (code, signal) => {
      if (!stopping && groupMembers(pid, leader).length === 0) claim.gone()
      output.end().then(() => resolve({ code, signal }))
    })
  })

  async function end(graceMs: number): Promise<void> {
    await endGroup(pid!, { graceMs, leader })
    await ended
    claim.gone()
  }

  function stop({ graceMs = DEFAULT_GRACE_MS }: { graceMs?: number } = {}): Promise<void> {
    stopping ??= end(graceMs)
    return stopping
  }

  return {
    pid,
    process: child,
    stdin: child.stdin,
    stdout: child.stdout,
    tail: output.tail,
    ended,
    stop,
    [Symbol.asyncDispose]: () => stop(),
  }
}

function cannotStart(program: string, cause?: unknown): BenchError {
  return new BenchError('SPAWN_FAILED', `cannot start ${program}`, {
    exitCode: exitCodes.machineLacks,
    hint: 'is it installed, executable, and its working folder there?',
    cause,
  })
}
