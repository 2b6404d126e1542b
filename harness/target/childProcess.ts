import { spawnChild } from '../lifecycle/children.ts'
import type { Ledger } from '../lifecycle/ledger.ts'
import { howEnded, watchDeath } from './death.ts'
import type { TargetProcess } from './process.ts'
import { LEDGER_VARIABLE } from './supervisor.ts'

/** Starts a target as a child of ours, in the run's ledger together with all that it starts. */
export function startChild(options: {
  command: readonly string[]
  ledger: Ledger
  logFile: string | undefined
  forwardStderr: boolean
}): TargetProcess {
  const { command, ledger, logFile, forwardStderr } = options
  const child = spawnChild({
    command,
    role: 'target',
    ledger,
    env: { [LEDGER_VARIABLE]: ledger.path },
    ...(logFile === undefined ? {} : { logFile }),
    forwardStderr,
  })
  return {
    pid: child.pid,
    stdin: child.stdin!,
    stdout: child.stdout!,
    tail: child.tail,
    ended: child.ended.then(howEnded),
    watch: (died) => watchDeath(child.process, died),
    ours: (processes) => processes,
    ourPid: (pid) => pid,
    stop: (graceMs) => child.stop({ graceMs }),
  }
}
