import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { commandLine, type ProcessEntry, processes } from '../../harness/lifecycle/process.ts'

/** What a run has alive at one moment. */
export interface Alive {
  readonly processes: readonly ProcessEntry[]
  /** Of TCP sockets that they listen on. */
  readonly inodes: ReadonlySet<string>
}

/**
 * The processes that have `root` in their environment, on their command line or in their working folder
 * (those of Postgres overwrite the first two, but work in its folder), and those in a process group of theirs.
 */
export function aliveBelow(root: string, groups: ReadonlySet<number> = new Set()): Alive {
  const found = processes().filter(
    (one) => one.pid !== process.pid && (groups.has(one.group) || names(one.pid, root)),
  )
  return { processes: found, inodes: listening(found) }
}

/** The sockets among `inodes` that somebody still listens on. */
export function stillListening(inodes: ReadonlySet<string>): string[] {
  return [...listeningInodes()].filter((inode) => inodes.has(inode))
}

export function describe({ pid, group }: ProcessEntry): string {
  return `process ${pid} (group ${group}): ${commandLine(pid).join(' ').slice(0, 160)}`
}

function names(pid: number, root: string): boolean {
  const traces = [...commandLine(pid), read(`${pid}/environ`), workingFolder(pid)]
  return traces.some((trace) => trace.includes(root))
}

function workingFolder(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return '' // ended meanwhile
  }
}

function listening(owners: readonly ProcessEntry[]): Set<string> {
  const all = listeningInodes()
  return new Set(owners.flatMap(({ pid }) => socketsOf(pid)).filter((inode) => all.has(inode)))
}

function socketsOf(pid: number): string[] {
  return list(`/proc/${pid}/fd`).flatMap((descriptor) => {
    try {
      const match = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${descriptor}`))
      return match ? [match[1]!] : []
    } catch {
      return [] // closed meanwhile
    }
  })
}

/** From the kernel's table of TCP sockets: state 0A is LISTEN, and the inode is the tenth field. */
function listeningInodes(): Set<string> {
  const lines = `${read('net/tcp')}\n${read('net/tcp6')}`.split('\n').map((line) => line.trim().split(/\s+/))
  return new Set(lines.filter((fields) => fields[3] === '0A').map((fields) => fields[9]!))
}

function read(path: string): string {
  try {
    return readFileSync(`/proc/${path}`, 'latin1')
  } catch {
    return '' // ended meanwhile, or not there
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return [] // ended meanwhile
  }
}
