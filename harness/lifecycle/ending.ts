import { BenchError, exitCodes } from '../errors.ts'
import { childrenOf, isAlive, type ProcessIdentity, processesOfGroup } from './process.ts'

/** After SIGKILL a process is gone as soon as the system has taken it apart. */
const KILL_MS = 10_000

/**
 * Ends every process of a group: SIGTERM, and SIGKILL where some are left after `graceMs` (0: at once).
 * Resolves when none is left. Where `leader` is given and another process has its pid by now, the group has
 * ended long ago and nothing is done.
 */
export async function endGroup(
  group: number,
  { graceMs, leader }: { graceMs: number; leader?: ProcessIdentity | undefined },
): Promise<void> {
  if (group <= 1) throw new RangeError(`no process group to end: ${group}`)
  const left = () => groupMembers(group, leader).length > 0
  if (!left()) return
  if (graceMs > 0) {
    signal(-group, 'SIGTERM')
    // A stopped process takes notice only when it continues.
    signal(-group, 'SIGCONT')
    if (await until(() => !left(), graceMs)) return
  }
  signal(-group, 'SIGKILL')
  if (!(await until(() => !left(), KILL_MS))) throw survives(`process group ${group}`)
}

/** The processes of a group, or none where its number belongs to somebody else by now. */
export function groupMembers(group: number, leader?: ProcessIdentity): ProcessIdentity[] {
  // A kernel call, against reading the whole process table.
  if (!signal(-group, 0)) return []
  const members = processesOfGroup(group)
  const namesake = members.find((entry) => entry.pid === group)
  if (leader && namesake && namesake.startTime !== leader.startTime) return []
  return members
}

/** Ends one process and nothing else: `first` (SIGTERM), then SIGKILL after `graceMs`. */
export async function endProcess(
  identity: ProcessIdentity,
  { graceMs, first = 'SIGTERM' }: { graceMs: number; first?: NodeJS.Signals },
): Promise<void> {
  if (!isAlive(identity)) return
  signal(identity.pid, first)
  signal(identity.pid, 'SIGCONT')
  if (await until(() => !isAlive(identity), graceMs)) return
  if (isAlive(identity)) signal(identity.pid, 'SIGKILL')
  if (!(await until(() => !isAlive(identity), KILL_MS))) throw survives(`process ${identity.pid}`)
}

/**
 * Ends a Postgres server. `first` is SIGINT (fast: clients are cut off, a checkpoint is written) or SIGQUIT
 * (at once). Its processes lead groups of their own, so they are found as its children; they end by
 * themselves when the server is killed, and are killed where they do not.
 */
export async function endPostmaster(
  postmaster: ProcessIdentity,
  { graceMs, first }: { graceMs: number; first: 'SIGINT' | 'SIGQUIT' },
): Promise<void> {
  if (!isAlive(postmaster)) return
  signal(postmaster.pid, first)
  // Where it was paused all of it was; what the server then tells its children they hear only if they go on.
  for (const child of childrenOf(postmaster.pid)) signal(child.pid, 'SIGCONT')
  signal(postmaster.pid, 'SIGCONT')
  if (await until(() => !isAlive(postmaster), graceMs)) return
  const children = childrenOf(postmaster.pid)
  await endProcess(postmaster, { graceMs: 0, first: 'SIGKILL' })
  await until(() => !children.some(isAlive), 1_000)
  for (const child of children) await endProcess(child, { graceMs: 0, first: 'SIGKILL' })
}

/** Resolves with true once `condition` holds, with false after `timeoutMs`. */
async function until(condition: () => boolean, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs
  for (let pauseMs = 2; !condition(); pauseMs = Math.min(pauseMs * 2, 50)) {
    if (performance.now() >= deadline) return false
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
  return true
}

/** Whether there was something to send it to. */
function signal(target: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(target, name)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ESRCH') return false
    // To look whether there are any needs no right to signal them.
    if (code === 'EPERM' && name === 0) return true
    throw error
  }
}

function survives(what: string): BenchError {
  return new BenchError('PROCESS_SURVIVES', `${what} does not end, not even by SIGKILL`, {
    exitCode: exitCodes.ourFault,
    hint: 'it may hang in the kernel, on a disk or network file system that does not answer',
  })
}
