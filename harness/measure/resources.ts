import { createWriteStream, type WriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { finished } from 'node:stream/promises'
import type { ResourceLine } from '../../reports/recorded/schemas.ts'
import type { OtherRole } from '../../reports/roles.ts'
import { nowUs } from '../../strategies/app/clock.ts'
import type { Cgroup, CgroupReading } from './cgroup.ts'
import { cpuTimeMs } from './processTime.ts'

/** A process to look at, and the role that its figures count towards. */
export interface WatchedProcess {
  readonly role: string
  readonly pid: number
}

/** What a role has used. */
export interface RoleUsage {
  readonly role: string
  /** The most processes at a time. */
  readonly processes: number
  readonly cpuMs: number
  /** The proportional set size of all its processes: at the first look, and the most. Null: not told. */
  readonly firstPssBytes: number | null
  readonly peakPssBytes: number | null
}

/** A container that is looked at as a whole, beside its processes. */
export interface WatchedContainer {
  /** Of its main process. */
  readonly pid: number
  readonly cgroup: Cgroup
}

/** What a container has used. */
export interface ContainerUsage {
  /** From the first look to the last one at which it was there, ms. */
  readonly cpuMs: number
  /** Since it was made; null where the kernel does not tell. */
  readonly peakBytes: number | null
  readonly outOfMemoryKills: number
}

const LOOK_MS = 1_000

interface Reading extends WatchedProcess {
  readonly cpuMs: number
  readonly pssBytes: number | null
}

interface Look {
  /** When CPU time had been read, µs of CLOCK_MONOTONIC. */
  readonly atUs: number
  readonly readings: readonly Reading[]
  readonly container: CgroupReading | undefined
}

/**
 * Once a second CPU time and memory of every process, from /proc, and of the container that holds a target, from
 * its control group: a line each in a file, and sums by role. On systems without /proc it records nothing. `start`, `begin`, `stop`, in this order; disposal stops as well.
 */
export class ResourceWatch implements AsyncDisposable {
  readonly #list: () => readonly WatchedProcess[]
  readonly #file: WriteStream
  #startUs = 0
  #first: Look = { atUs: 0, readings: [], container: undefined }
  readonly #container: WatchedContainer | undefined
  #latestOfContainer: CgroupReading | undefined
  /** CPU time at the first look, by pid; a process that came later began at 0. */
  readonly #base = new Map<number, number>()
  readonly #latest = new Map<number, Reading>()
  readonly #usage = new Map<string, RoleUsage>()
  #timer: NodeJS.Timeout | undefined
  #stopped: Promise<RoleUsage[]> | undefined
  #looking: Promise<void> = Promise.resolve()

  constructor(list: () => readonly WatchedProcess[], file: string, container?: WatchedContainer) {
    this.#list = list
    this.#container = container
    this.#file = createWriteStream(file, { mode: 0o600 })
  }

  /** Takes the first look, from which CPU time counts; resolves when it is taken. */
  async start(): Promise<void> {
    this.#first = await this.#read()
    for (const { pid, cpuMs } of this.#first.readings) this.#base.set(pid, cpuMs)
  }

  /** Looks once a second from now on; `startUs` (CLOCK_MONOTONIC) is the zero of the recorded stamps. */
  begin(startUs: number): void {
    this.#startUs = startUs
    this.#record(this.#first)
    this.#timer = setInterval(() => {
      this.#looking = this.#looking.then(async () => this.#record(await this.#read()))
    }, LOOK_MS)
  }

  /** Takes the last look and returns what was used since the first. Idempotent. */
  stop(): Promise<RoleUsage[]> {
    this.#stopped ??= this.#end()
    return this.#stopped
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  /** What the container has used; after `stop`. undefined where there is none, or it was gone at the first look. */
  containerUsage(): ContainerUsage | undefined {
    const [first, last] = [this.#first.container, this.#latestOfContainer]
    if (!first || !last) return undefined
    const { peakBytes, outOfMemoryKills } = last
    return { cpuMs: last.cpuMs - first.cpuMs, peakBytes, outOfMemoryKills }
  }

  async #end(): Promise<RoleUsage[]> {
    clearInterval(this.#timer)
    await this.#looking
    this.#record(await this.#read())
    this.#file.end()
    await finished(this.#file)
    return [...this.#usage.values()].map((usage) => ({ ...usage, cpuMs: this.#cpuMs(usage.role) }))
  }

  #cpuMs(role: string): number {
    let sum = 0
    for (const reading of this.#latest.values()) {
      if (reading.role === role) sum += reading.cpuMs - (this.#base.get(reading.pid) ?? 0)
    }
    return sum
  }

  /** CPU time comes first: the memory of a large process takes a while, in which others go on working. */
  async #read(): Promise<Look> {
    const container = this.#container?.cgroup.read()
    const watched = this.#list()
    const cpuMs = await Promise.all(watched.map(({ pid }) => cpuTimeMs(pid)))
    const atUs = nowUs()
    const living = watched.flatMap((one, i) => (cpuMs[i] === undefined ? [] : [{ ...one, cpuMs: cpuMs[i] }]))
    const readings = living.map(async (one) => ({ ...one, pssBytes: await pss(one.pid) }))
    return { atUs, readings: await Promise.all(readings), container }
  }

  #recordContainer(atUs: number, reading: CgroupReading): void {
    this.#latestOfContainer = reading
    const { cpuMs, memoryBytes } = reading
    const line: ResourceLine = {
      atUs: atUs - this.#startUs,
      role: 'container' satisfies OtherRole,
      pid: this.#container!.pid,
      cpuMs,
      pssBytes: null,
      memoryBytes,
    }
    this.#file.write(`${JSON.stringify(line)}\n`)
  }

  #record({ atUs, readings, container }: Look): void {
    if (container) this.#recordContainer(atUs, container)
    for (const reading of readings) {
      this.#latest.set(reading.pid, reading)
      this.#file.write(`${JSON.stringify({ atUs: atUs - this.#startUs, ...reading })}\n`)
    }
    for (const [role, own] of Map.groupBy(readings, (reading) => reading.role)) {
      const pssBytes = own.some((one) => one.pssBytes === null)
        ? null
        : own.reduce((sum, one) => sum + one.pssBytes!, 0)
      const before = this.#usage.get(role)
      this.#usage.set(role, {
        role,
        cpuMs: 0,
        processes: Math.max(before?.processes ?? 0, own.length),
        firstPssBytes: before ? before.firstPssBytes : pssBytes,
        peakPssBytes: pssBytes === null ? null : Math.max(before?.peakPssBytes ?? 0, pssBytes),
      })
    }
  }
}

/** Proportional set size, so that shared pages count once over all processes; null where it is not told. */
async function pss(pid: number): Promise<number | null> {
  try {
    const match = /^Pss:\s+(\d+) kB/m.exec(await readFile(`/proc/${pid}/smaps_rollup`, 'latin1'))
    return match ? Number(match[1]) * 1_024 : null
  } catch {
    return null
  }
}
