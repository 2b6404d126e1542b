import { extname } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { spawnChild } from '../../lifecycle/children.ts'
import type { Driver, DriverContext, DriverListener, DriverPlan, RunningDriver } from '../contract.ts'
import type { Command } from './lines.ts'
import { Output } from './output.ts'
import { runFirst } from './priority.ts'

/** Started by Node with the extension of this file: sources in a checkout, compiled in the package. */
const entry = fileURLToPath(new URL(`./play${extname(import.meta.url)}`, import.meta.url))
const GRACE_MS = 2_000

/** The driver that is built in: users over HTTP and WebSocket, in a Node process of their own. */
export const users: Driver = usersPlayedBy(entry)

/**
 * Many short collections instead of few long ones, on the driver's own thread: a pause makes users late, and
 * helper threads would take the core that the target runs on.
 */
const NODE_OPTIONS = ['--single-threaded-gc', '--max-semi-space-size=1']

/** As `users`, but played by another program that reads and writes the lines of `play.ts`. */
export function usersPlayedBy(program: string): Driver {
  return {
    name: 'users',
    title: 'HTTP and WebSocket users, built in, in a process of their own',
    entries: [pathToFileURL(program)],
    start: (...parts) => start(program, ...parts),
  }
}

async function start(
  program: string,
  plan: DriverPlan | Promise<DriverPlan>,
  listener: DriverListener,
  context: DriverContext,
): Promise<RunningDriver> {
  const { ledger, signal, logFile } = context
  signal.throwIfAborted()
  const child = spawnChild({
    command: [process.execPath, ...NODE_OPTIONS, program],
    role: 'driver',
    ledger,
    ...(logFile === undefined ? {} : { logFile }),
  })
  runFirst(child.pid)
  const output = new Output(child, listener)
  const abort = () => {
    // A failure to end it is told by the disposal, which waits for the same stop.
    child.stop({ graceMs: 0 }).catch(() => {})
  }
  signal.addEventListener('abort', abort, { once: true })
  const dispose = async () => {
    signal.removeEventListener('abort', abort)
    child.stdin?.end()
    await child.stop({ graceMs: GRACE_MS })
  }
  const tell = (command: Command) => child.stdin?.write(`${JSON.stringify(command)}\n`)
  try {
    tell({ type: 'plan', plan: await plan })
    await output.ready
  } catch (error) {
    await dispose()
    signal.throwIfAborted()
    throw error
  }
  return {
    pid: child.pid,
    begin: (at) => {
      // From here on there is something to record: whoever wants an early end calls `stop`.
      signal.removeEventListener('abort', abort)
      tell({ type: 'begin', at })
    },
    add: (added) => tell({ type: 'add', users: added }),
    leave: (group) => tell({ type: 'leave', group }),
    cut: () => tell({ type: 'cut' }),
    stop: () => tell({ type: 'stop' }),
    done: output.done,
    [Symbol.asyncDispose]: dispose,
  }
}
