import { readFileSync } from 'node:fs'
import type { ProcessInfo } from '../../../strategies/contract.ts'
import type { Cgroup } from '../../measure/cgroup.ts'

/** No process has a number above this (proc(5): the most that `pid_max` can be). */
const HIGHEST_PID = 2 ** 22

/** Tells by what numbers this machine knows the processes of a container. */
export interface PidTranslation {
  /** Those that are gone already get a number that no process ever has, and a place all the same. */
  ours(processes: readonly ProcessInfo[]): readonly ProcessInfo[]
  /** Of one that may have ended: as it was last known; undefined where it never was. */
  lastKnown(inside: number): number | undefined
}

/**
 * Translates numbers of the pid namespace of a container: each of its processes tells its number in every namespace
 * that it is in (`NSpid` in proc(5)), the innermost last. What has been read of a living process is remembered.
 */
export function translatePids(cgroup: Pick<Cgroup, 'pids'>): PidTranslation {
  let insideByPid = new Map<number, number>()
  const lastKnown = new Map<number, number>()

  function refresh(): Map<number, number> {
    const before = insideByPid
    insideByPid = new Map()
    for (const pid of cgroup.pids()) {
      const inside = before.get(pid) ?? innermostPid(pid)
      if (inside === undefined) continue
      insideByPid.set(pid, inside)
      lastKnown.set(inside, pid)
    }
    return new Map([...insideByPid].map(([pid, inside]) => [inside, pid]))
  }

  return {
    ours(processes) {
      const pids = refresh()
      return processes.map((one) => ({ ...one, pid: pids.get(one.pid) ?? HIGHEST_PID + one.pid }))
    },
    lastKnown: (inside) => lastKnown.get(inside),
  }
}

/** The number that a process of this machine has in the innermost namespace that it is in. */
export function innermostPid(pid: number): number | undefined {
  try {
    const numbers = /^NSpid:\s+(.+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]
    return numbers === undefined ? undefined : Number(numbers.split(/\s+/).at(-1))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ESRCH') return undefined
    throw error
  }
}
