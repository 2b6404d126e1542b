import { fileURLToPath } from 'node:url'
import type { Settings } from '../../strategies/app/settings.ts'
import type { Assignment, ProcessInfo, ServerProcess } from '../../strategies/contract.ts'
import type { FromServerProcess, ToServerProcess } from '../../strategies/parts/workers/entry.ts'
import { BenchError, exitCodes } from '../errors.ts'
import { spawnChild } from '../lifecycle/children.ts'
import type { Ledger } from '../lifecycle/ledger.ts'

/** What a process gets beyond `stopMs` before it is killed. */
const STOP_GRACE_MS = 1_000

/**
 * Starts one server process of a strategy in a process group of its own and resolves once it is ready.
 * Rejects with START_FAILED where it says so or ends first, and with the abort reason.
 */
export async function spawnServerProcess(options: {
  entry: URL
  assignment: Assignment
  settings: Settings
  ledger: Ledger
  signal: AbortSignal
  processesChanged: () => void
}): Promise<ServerProcess> {
  const { entry, assignment, settings, ledger, signal } = options
  signal.throwIfAborted()
  const child = spawnChild({
    command: [process.execPath, '--disable-warning=ExperimentalWarning', fileURLToPath(entry)],
    role: assignment.role,
    ledger,
    stdin: 'ignore',
    stdout: 'ignore',
    ipc: true,
  })
  let processes: ProcessInfo[] = []
  const stop = () => child.stop({ graceMs: settings.stopMs + STOP_GRACE_MS })
  const ready = new Promise<string | undefined>((resolve, reject) => {
    const fail = (what: string) => reject(startFailed(assignment, what, child.tail()))
    child.process.on('message', (message: FromServerProcess) => {
      if (message.type === 'failed') return fail(message.message)
      processes = message.processes
      if (message.type === 'ready') resolve(message.url)
      else options.processesChanged()
    })
    child.ended.then(({ code, signal: by }) =>
      fail(by ? `it was ended by ${by}` : `it exited with code ${code}`),
    )
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  const start: ToServerProcess = { type: 'start', settings, assignment }
  child.process.send(start)
  try {
    const url = await ready
    return { pid: child.pid, assignment, url, processes: () => processes, ended: child.ended, stop }
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
