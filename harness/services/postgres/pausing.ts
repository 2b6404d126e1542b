import { BenchError, exitCodes } from '../../errors.ts'
import { childrenOf, isAlive, lookUp, type ProcessIdentity } from '../../lifecycle/process.ts'

/** A process is stopped as soon as the system gets to it: at once, unless it hangs in the kernel. */
const PATIENCE_MS = 5_000
const LOOK_AGAIN_MS = 2

/**
 * Freezes a server and all its children, so that nothing answers and no connection ends. The server first, so
 * that it has no more children; they lead groups of their own, and are found by their parent. Resolves when
 * every one has stopped. Idempotent.
 */
export async function pausePostmaster(postmaster: ProcessIdentity): Promise<void> {
  if (!isAlive(postmaster)) throw notThere()
  await stopped(() => [postmaster])
  await stopped(() => childrenOf(postmaster.pid))
}

/** Lets all of it go on, the children first: then the server finds them awake. Idempotent. */
export async function resumePostmaster(postmaster: ProcessIdentity): Promise<void> {
  if (!isAlive(postmaster)) return
  for (const child of childrenOf(postmaster.pid)) send(child, 'SIGCONT')
  send(postmaster, 'SIGCONT')
}

/** Stops processes, and those that have joined them meanwhile, until all are. */
async function stopped(processes: () => readonly ProcessIdentity[]): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS
  for (;;) {
    const running = processes().filter(({ pid }) => lookUp(pid)?.stopped === false)
    if (running.length === 0) return
    if (performance.now() > deadline) {
      const pids = running.map(({ pid }) => pid).join(', ')
      throw new BenchError('PAUSE_FAILED', `process ${pids} of Postgres does not stop`, {
        exitCode: exitCodes.ourFault,
      })
    }
    for (const one of running) send(one, 'SIGSTOP')
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
  }
}

function send({ pid }: ProcessIdentity, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    // A backend may end at any moment.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function notThere(): BenchError {
  return new BenchError('PAUSE_FAILED', 'Postgres has ended, and cannot be paused', {
    exitCode: exitCodes.ourFault,
  })
}
