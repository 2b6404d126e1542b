import { createWriteStream, type WriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { finished } from 'node:stream/promises'
import { nowUs } from '../../strategies/app/clock.ts'

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
  /** The most proportional set size at a time; null where the system does not tell. */
  readonly peakPssBytes: number | null
}

/** `CLK_TCK` is 100 on every Linux that Node runs on. */
const TICK_MS = 10
const LOOK_MS = 1_000

interface Reading {
  readonly cpuMs: number
  readonly pssBytes: number | null
}

/**
 * Once a second CPU time and memory of every process, from /proc: a line each in `resources.ndjson`, and sums
 * by role. On systems without /proc it records nothing and says null.
 */
export class ResourceWatch {
  readonly #list: () => readonly WatchedProcess[]
  readonly #file: WriteStream
  readonly #startUs: number
  readonly #first = new Map<number, number>()
  readonly #cpuMs = new Map<number, { role: string; cpuMs: number }>()
  readonly #peaks = new Map<string, { processes: number; pssBytes: number | null }>()
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> = Promise.resolve()

  constructor(list: () => readonly WatchedProcess[], file: string, startUs: number) {
    this.#list = list
    this.#file = createWriteStream(file, { mode: 0o600 })
    this.#startUs = startUs
  }

  /** Takes the first reading, from which CPU time counts. Resolves when it is taken. */
  async start(): Promise<void> {
    await this.#look()
    this.#timer = setInterval(() => {
      this.#looking = this.#looking.then(() => this.#look())
    }, LOOK_MS)
  }

  /** Memory of a role at this moment, bytes; null where unknown. */
  pssBytes(role: string): number | null {
    return this.#peaks.get(role)?.pssBytes ?? null
  }

  /** Takes the last reading and returns what was used since the first. */
  async stop(): Promise<RoleUsage[]> {
    clearInterval(this.#timer)
    await this.#looking
    await this.#look()
    this.#file.end()
    await finished(this.#file)
    return [...this.#peaks].map(([role, { processes, pssBytes }]) => ({
      role,
      processes,
      cpuMs: Math.round(this.#cpuOf(role)),
      peakPssBytes: pssBytes,
    }))
  }

  #cpuOf(role: string): number {
    let sum = 0
    for (const one of this.#cpuMs.values()) if (one.role === role) sum += one.cpuMs
    return sum
  }

  async #look(): Promise<void> {
    const processes = this.#list()
    const readings = await Promise.all(processes.map(({ pid }) => read(pid)))
    const atUs = nowUs() - this.#startUs
    const now = new Map<string, { processes: number; pssBytes: number | null }>()
    for (const [i, { role, pid }] of processes.entries()) {
      const reading = readings[i]
      if (!reading) continue
      if (!this.#first.has(pid))
        this.#first.set(pid, this.#first.size < processes.length && !this.#timer ? reading.cpuMs : 0)
      const cpuMs = reading.cpuMs - this.#first.get(pid)!
      this.#cpuMs.set(pid, { role, cpuMs })
      const sum = now.get(role) ?? { processes: 0, pssBytes: null }
      sum.processes++
      if (reading.pssBytes !== null) sum.pssBytes = (sum.pssBytes ?? 0) + reading.pssBytes
      now.set(role, sum)
      this.#file.write(`${JSON.stringify({ atUs, role, pid, cpuMs, pssBytes: reading.pssBytes })}\n`)
    }
    for (const [role, sum] of now) {
      const peak = this.#peaks.get(role)
      this.#peaks.set(role, {
        processes: Math.max(peak?.processes ?? 0, sum.processes),
        pssBytes:
          sum.pssBytes === null ? (peak?.pssBytes ?? null) : Math.max(peak?.pssBytes ?? 0, sum.pssBytes),
      })
    }
  }
}

/** CPU time so far and memory now of one process; undefined where it is gone. */
async function read(pid: number): Promise<Reading | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // Fields 14 and 15 of proc(5), counted from the state, which is field 3.
    const cpuMs = (Number(fields[11]) + Number(fields[12])) * TICK_MS
    return { cpuMs, pssBytes: await pss(pid) }
  } catch {
    return undefined
  }
}

async function pss(pid: number): Promise<number | null> {
  try {
    const match = /^Pss:\s+(\d+) kB/m.exec(await readFile(`/proc/${pid}/smaps_rollup`, 'latin1'))
    return match ? Number(match[1]) * 1_024 : null
  } catch {
    return null
  }
}
