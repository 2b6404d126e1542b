import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CgroupFolders, locateCgroup } from './cgroupFolders.ts'

/** What a control group has used, as the kernel accounts for it. */
export interface CgroupReading {
  /** CPU time of all that ever ran in it, ms: exact to the nanosecond (v1) or microsecond (v2). */
  readonly cpuMs: number
  /** Charged to it now, file pages and what lies in its tmpfs included. */
  readonly memoryBytes: number
  /** The most that was charged since it was made; null where the kernel does not tell (v2 before Linux 5.19). */
  readonly peakBytes: number | null
  /** Processes in it that the kernel has killed for want of memory. */
  readonly outOfMemoryKills: number
}

/** A control group that can be looked at, in some tenths of a millisecond. */
export interface Cgroup {
  /** undefined where it is gone, as it is soon after its last process. */
  read(): CgroupReading | undefined
  /** Its processes, as this machine numbers them; none where it is gone. */
  pids(): number[]
}

/** The control group that a process of this machine is in; undefined where that cannot be found out. */
export function cgroupOf(pid: number): Cgroup | undefined {
  try {
    const memberships = readFileSync(`/proc/${pid}/cgroup`, 'utf8')
    const folders = locateCgroup(memberships, readFileSync('/proc/self/mountinfo', 'utf8'))
    return folders && openCgroup(folders)
  } catch (error) {
    if (isGone(error)) return undefined
    throw error
  }
}

/** The control group behind these folders. */
export function openCgroup(folders: CgroupFolders): Cgroup {
  const look = folders.version === 2 ? readUnified : readLegacy
  return {
    read: () => unlessGone(() => look(folders), undefined),
    pids: () => unlessGone(() => numbersIn(join(folders.memory, 'cgroup.procs')), []),
  }
}

/** By the kernel's Documentation/admin-guide/cgroup-v1: cpuacct in ns. */
function readLegacy({ cpu, memory }: CgroupFolders): CgroupReading {
  return {
    cpuMs: numberIn(join(cpu, 'cpuacct.usage')) / 1e6,
    memoryBytes: numberIn(join(memory, 'memory.usage_in_bytes')),
    peakBytes: numberIn(join(memory, 'memory.max_usage_in_bytes')),
    outOfMemoryKills: fieldsOf(join(memory, 'memory.oom_control')).get('oom_kill') ?? 0,
  }
}

/** By the kernel's Documentation/admin-guide/cgroup-v2: cpu.stat in µs. */
function readUnified({ cpu, memory }: CgroupFolders): CgroupReading {
  const time = fieldsOf(join(cpu, 'cpu.stat'))
  return {
    cpuMs: (time.get('usage_usec') ?? 0) / 1e3,
    memoryBytes: numberIn(join(memory, 'memory.current')),
    peakBytes: unlessGone(() => numberIn(join(memory, 'memory.peak')), null),
    outOfMemoryKills: fieldsOf(join(memory, 'memory.events')).get('oom_kill') ?? 0,
  }
}

function numberIn(file: string): number {
  return Number(readFileSync(file, 'latin1'))
}

function numbersIn(file: string): number[] {
  return readFileSync(file, 'latin1').split('\n').filter(Boolean).map(Number)
}

/** A file of lines such as `oom_kill 1`. */
function fieldsOf(file: string): Map<string, number> {
  const lines = readFileSync(file, 'latin1').split('\n')
  return new Map(lines.map((line) => line.split(' ')).map(([name = '', value]) => [name, Number(value)]))
}

function unlessGone<T, G>(look: () => T, gone: G): T | G {
  try {
    return look()
  } catch (error) {
    if (isGone(error)) return gone
    throw error
  }
}

function isGone(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === 'ENOENT' || code === 'ENODEV' || code === 'ESRCH'
}
