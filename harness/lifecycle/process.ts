import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** A process that cannot be confused with a later one of the same pid. */
export interface ProcessIdentity {
  readonly pid: number
  /** When it began, as the system states it; opaque, to be compared only. It names the boot on Linux. */
  readonly startTime: string
}

/** A line of the process table. */
export interface ProcessEntry extends ProcessIdentity {
  readonly parent: number
  /** Process group id: the pid of the group's leader. */
  readonly group: number
  /** Ended, and only waiting for its parent to take notice. */
  readonly zombie: boolean
  /** Suspended by SIGSTOP. */
  readonly stopped: boolean
}

const linux = process.platform === 'linux'
let boot: string | undefined

/** The process of this pid, or undefined where there is none or it has ended. */
export function lookUp(pid: number): ProcessEntry | undefined {
  const entry = linux ? linuxEntry(pid) : ps(['-p', String(pid)])[0]
  return entry?.zombie ? undefined : entry
}

/** The identity of the process of this pid, or undefined where there is none or it has ended. */
export function identify(pid: number): ProcessIdentity | undefined {
  const entry = lookUp(pid)
  return entry && { pid, startTime: entry.startTime }
}

/** Whether this very process, and not a later one of the same pid, still runs. */
export function isAlive(identity: ProcessIdentity): boolean {
  return lookUp(identity.pid)?.startTime === identity.startTime
}

/** Every process that runs now; those that have ended are left out. */
export function processes(): ProcessEntry[] {
  if (!linux) return ps(['-ax']).filter((entry) => !entry.zombie)
  const found: ProcessEntry[] = []
  for (const name of readdirSync('/proc')) {
    const pid = Number(name)
    const entry = Number.isInteger(pid) ? linuxEntry(pid) : undefined
    if (entry && !entry.zombie) found.push(entry)
  }
  return found
}

/** The processes of a group, its leader included. */
export function processesOfGroup(group: number): ProcessEntry[] {
  return processes().filter((entry) => entry.group === group)
}

/** The direct children of a process. */
export function childrenOf(pid: number): ProcessEntry[] {
  return processes().filter((entry) => entry.parent === pid)
}

/** What a process was started with, or an empty array where that cannot be read. */
export function commandLine(pid: number): string[] {
  if (linux) return readProc(`${pid}/cmdline`)?.split('\0').slice(0, -1) ?? []
  return psText(['-ww', '-o', 'command=', '-p', String(pid)])
    .trim()
    .split(' ')
}

/** The processes in whose environment `variable` was `value` when they were started, as far as we may see. */
export function processesWithVariable(variable: string, value: string): ProcessEntry[] {
  const setting = `${variable}=${value}`
  if (linux) {
    return processes().filter((entry) => readProc(`${entry.pid}/environ`)?.split('\0').includes(setting))
  }
  const lines = psText(['-axEww', '-o', 'pid=,command=']).split('\n')
  const pids = new Set(
    lines.filter((line) => line.split(/\s+/).includes(setting)).map((line) => Number.parseInt(line, 10)),
  )
  return processes().filter((entry) => pids.has(entry.pid))
}

function linuxEntry(pid: number): ProcessEntry | undefined {
  const text = readProc(`${pid}/stat`)
  if (text === undefined) return undefined
  // The second field is the program's name in parentheses and may itself hold spaces and parentheses.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const [state, parent, group] = fields
  boot ??= (readProc('sys/kernel/random/boot_id') ?? '').slice(0, 8)
  return {
    pid,
    startTime: `${boot}/${fields[19]}`,
    parent: Number(parent),
    group: Number(group),
    zombie: state === 'Z' || state === 'X',
    stopped: state === 'T',
  }
}

/** A file below /proc, or undefined where the process has ended or belongs to somebody else. */
function readProc(path: string): string | undefined {
  try {
    return readFileSync(`/proc/${path}`, 'latin1')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES' || code === 'EPERM') return undefined
    throw error
  }
}

function ps(selection: string[]): ProcessEntry[] {
  const lines = psText([...selection, '-o', 'pid=,ppid=,pgid=,stat=,lstart=']).split('\n')
  return lines.flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.+?)\s*$/.exec(line)
    if (!match) return []
    const [, pid, parent, group, state, startTime] = match as unknown as [
      string,
      string,
      string,
      string,
      string,
      string,
    ]
    const zombie = state.startsWith('Z')
    const stopped = state.startsWith('T')
    return [{ pid: Number(pid), parent: Number(parent), group: Number(group), zombie, stopped, startTime }]
  })
}

function psText(options: string[]): string {
  return spawnSync('ps', options, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } }).stdout ?? ''
}
