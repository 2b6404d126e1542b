import type { Readable, Writable } from 'node:stream'
import type { ProcessInfo } from '../../strategies/contract.ts'
import type { Cgroup } from '../measure/cgroup.ts'

/** A target's supervisor as it was started, whatever it runs in: what the target protocol is spoken with. */
export interface TargetProcess {
  /** On this machine. */
  readonly pid: number
  readonly stdin: Writable
  readonly stdout: Readable
  /** The last that it has written to stderr. */
  tail(): string
  /** Resolves when it has ended and its output has been read, with how, as the end of a sentence; never rejects. */
  readonly ended: Promise<string>
  /**
   * Calls `died` where it ends without having been told to. Before it is told, `telling` is to be awaited: an end
   * that has come already counts as its own.
   */
  watch(died: (how: string) => void): { telling(): Promise<void> }
  /** The processes that it has told of, as this machine numbers them. */
  ours(processes: readonly ProcessInfo[]): readonly ProcessInfo[]
  /** The same for the number of one that may be gone; undefined where this machine's number was never known. */
  ourPid(pid: number): number | undefined
  /** Waits for an end that was asked for, then ends what is left after `graceMs`. Idempotent. */
  stop(graceMs: number): Promise<void>
  /** Where it runs in a container. */
  readonly container?: TargetContainer
}

/** What a container adds to a target. */
export interface TargetContainer {
  /** Of its main process, on this machine. */
  readonly pid: number
  readonly cgroup: Cgroup | undefined
  /** Want of memory as far as it is known by now; all of it once the target has been stopped. */
  wantOfMemory(): WantOfMemory | undefined
}

/** That a target has run out of memory. */
export interface WantOfMemory {
  /** `kernel`: all of the container reached its limit. `heap`: one process reached the limit of its own heap. */
  readonly by: 'kernel' | 'heap'
  /** Processes that the kernel has killed. */
  readonly kills: number
  /** When it was first seen, µs of CLOCK_MONOTONIC. */
  readonly atUs: number
}
