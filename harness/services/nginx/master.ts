import { childrenOf, commandLine } from '../../lifecycle/process.ts'
import type { Nginx } from '../contract.ts'
import { problemsIn } from './problems.ts'
import { askStatus, type Door, type Status } from './status.ts'

/** How long an nginx may take to begin. */
const START_MS = 15_000
const LOOK_AGAIN_MS = 5

/** What nginx writes where it cannot have the port; it then tries again for two seconds and a half. */
const PORT_TAKEN = 'Address already in use'

/** A master process of nginx, wherever it runs. All that is there to do to one. */
export interface Master {
  /** On this machine; undefined where it lives in a virtual machine. */
  readonly pid: number | undefined
  isRunning(): boolean
  /** The last lines that it has printed. */
  tail(): string
  /** Takes all that it prints from now on, until disposal. */
  listen(take: (text: string) => void): Disposable
  /** Its worker processes of this moment. */
  workers(): Promise<MastersWorker[]>
  /** What `nginx -t` says against a configuration file; undefined where it is content. */
  check(file: string): Promise<string | undefined>
  /** SIGHUP: to read its configuration again. */
  hangUp(): Promise<void>
  /** As those of `Nginx`: never reject. */
  readonly gone: Nginx['gone']
  readonly ended: Nginx['ended']
  /** SIGTERM, and force for what is left after `graceMs` (5 s; 0: force at once), and what it ran in. Idempotent. */
  stop(options?: { graceMs?: number }): Promise<void>
}

export interface MastersWorker {
  /** No other worker has had it. */
  readonly id: string
  /** It takes nothing new any more: it changes its title before it closes its listeners. */
  readonly isStopping: boolean
}

/**
 * Waits until it tells its status, and gives that; undefined where the port is somebody else's. Rejects where it ends,
 * or does not tell it within `readyMs`, 15 s where that is not told.
 */
export async function becomesReady(
  master: Master,
  door: Door,
  signal: AbortSignal,
  readyMs = START_MS,
): Promise<Status | undefined> {
  const deadline = performance.now() + readyMs
  const isTaken = () => master.tail().includes(PORT_TAKEN)
  for (;;) {
    signal.throwIfAborted()
    if (isTaken()) return undefined
    // A spare runs on with the configuration that it had.
    if (problemsIn(master.tail()).length > 0) throw new Error('it does not take its configuration')
    const status = await askStatus(door)
    if (status) return status
    if (!master.isRunning()) {
      await master.ended
      if (isTaken()) return undefined
      throw new Error('it ended as it began')
    }
    if (performance.now() > deadline)
      throw new Error(`it did not tell its status within ${readyMs / 1_000} s`)
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
  }
}

/** Waits until it has workers, and so takes signals. Rejects where it ends, or has none for a long time. */
export async function hasBegun(master: Master, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + START_MS
  while ((await master.workers()).length === 0) {
    signal.throwIfAborted()
    if (!master.isRunning()) throw new Error('it ended as it began')
    if (performance.now() > deadline) throw new Error(`it had no worker within ${START_MS / 1_000} s`)
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
  }
}

/** The workers of a master whose processes stand in this machine's table. */
export function workersOf(master: number): MastersWorker[] {
  return childrenOf(master).map(({ pid, startTime }) => ({
    id: `${pid} ${startTime}`,
    isStopping: isStoppingTitle(commandLine(pid).join(' ')),
  }))
}

export function isStoppingTitle(title: string): boolean {
  return title.includes('shutting down')
}
