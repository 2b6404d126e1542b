import { fileURLToPath } from 'node:url'
import type { Settings } from '../../strategies/app/settings.ts'
import type { Assignment, ProcessInfo, ServerProcess } from '../../strategies/contract.ts'
import type { FromServerProcess, ToServerProcess } from '../../strategies/parts/workers/entry.ts'
import { BenchError, exitCodes } from '../errors.ts'
import { spawnChild } from '../lifecycle/children.ts'
import type { Ledger } from '../lifecycle/ledger.ts'
import { howEnded, watchDeath } from './death.ts'

/** What a process gets beyond `stopMs` before it is killed. */
const STOP_GRACE_MS = 1_000

/** A server process that has ended though nobody told it to. */
export interface LostProcess {
  readonly role: string
  /** Undefined where it is none of this machine's. */
  readonly pid: number | undefined
  /** "was ended by SIGKILL", "exited with code 1". */
  readonly how: string
}

/**
 * Starts one server process of a strategy in a process group of its own and resolves once it is ready.
 * Rejects with START_FAILED where it says so or ends first, and with the abort reason. `lost` is called where
 * it ends after that without having been stopped.
 */
export async function spawnServerProcess(options: {
  entry: URL
  assignment: Assignment
  settings: Settings
  ledger: Ledger
  signal: AbortSignal
  processesChanged: () => void
  lost: (process: LostProcess) => void
}): Promise<ServerProcess> {
  const { entry, assignment, settings, ledger, signal } = options
  signal.throwIfAborted()
  const child = spawnChild({
    command: [process.execPath, '--disable-warning=ExperimentalWarning', fileURLToPath(entry)],
    role: assignment.role,
    ledger,
    stdin: 'ignore',
    stdout: 'ignore',
    forwardStderr: true,
    ipc: true,
  })
  let processes: ProcessInfo[] = []
  let isReady = false
  const death = watchDeath(child.process, (how) => {
    if (isReady) options.lost({ role: assignment.role, pid: child.pid, how })
  })
  const stop = async () => {
    await death.telling()
    await child.stop({ graceMs: settings.stopMs + STOP_GRACE_MS })
  }
  const drained = Promise.withResolvers<void>()
  child.ended.then(() => drained.resolve())
  const drain = () => {
    const order: ToServerProcess = { type: 'drain' }
    if (child.process.connected) child.process.send(order)
    return drained.promise
  }
  const ready = new Promise<string | undefined>((resolve, reject) => {
    const fail = (what: string) => reject(startFailed(assignment, what, child.tail()))
    child.process.on('message', (message: FromServerProcess) => {
      if (message.type === 'failed') return fail(message.message)
      if (message.type === 'lost') return options.lost(message)
      if (message.type === 'drained') return drained.resolve()
      processes = message.processes
      if (message.type === 'ready') resolve(message.url)
      else options.processesChanged()
    })
    child.ended.then((end) => fail(`it ${howEnded(end)}`))
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  const start: ToServerProcess = { type: 'start', settings, assignment }
  child.process.send(start)
  try {
    const url = await ready
    isReady = true
    return { pid: child.pid, assignment, url, processes: () => processes, ended: child.ended, drain, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function startFailed(assignment: Assignment, what: string, output: string): BenchError {
  return new BenchError('START_FAILED', `the ${assignment.role} process did not start: ${what}`, {
    exitCode: exitCodes.failed,
    output,
  })
}
