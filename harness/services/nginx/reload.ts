import { BenchError, exitCodes } from '../../errors.ts'
import type { Child } from '../../lifecycle/children.ts'
import { childrenOf, commandLine, isAlive, lookUp, type ProcessIdentity } from '../../lifecycle/process.ts'
import { problemsIn } from './configuration.ts'

const RELOAD_MS = 20_000
const LOOK_AGAIN_MS = 5

/**
 * Lets nginx read its configuration again and waits until that is in effect: new workers are there, and of the
 * old ones none accepts connections any more, since it has ended or only serves those that it has. The first
 * answer of a new worker would come too early: old ones go on accepting for a while.
 */
export async function reloadMaster(child: Child): Promise<void> {
  const old = childrenOf(child.pid)
  using problems = watchProblems(child)
  if (!lookUp(child.pid) || !child.process.kill('SIGHUP')) throw reloadFailed(child, 'it has ended')
  const deadline = performance.now() + RELOAD_MS
  while (!(old.every(hasStopped) && hasNewWorker(child.pid, old))) {
    const problem = problems.first()
    if (problem !== undefined) throw reloadFailed(child, problem)
    if (!lookUp(child.pid)) throw reloadFailed(child, 'it has ended')
    if (performance.now() > deadline)
      throw reloadFailed(child, `old workers accept connections after ${RELOAD_MS / 1_000} s`)
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
  }
}

/** Whether an old worker takes nothing new any more. It changes its title before it closes its listeners. */
function hasStopped(worker: ProcessIdentity): boolean {
  return !isAlive(worker) || commandLine(worker.pid).join(' ').includes('shutting down')
}

function hasNewWorker(master: number, old: readonly ProcessIdentity[]): boolean {
  const pids = new Set(old.map(({ pid }) => pid))
  return childrenOf(master).some(({ pid }) => !pids.has(pid))
}

/**
 * What the master gives up for from now on: it goes on with the old configuration then. That it cannot have a
 * port is not yet it: it tries for two seconds and a half, and then says so in other words.
 */
function watchProblems(child: Child): Disposable & { first(): string | undefined } {
  let text = ''
  const listen = (chunk: string) => {
    text += chunk
  }
  child.process.stderr?.on('data', listen)
  return {
    first() {
      const problems = problemsIn(text)
      return problems.some((one) => !one.startsWith('bind() to')) ? problems[0] : undefined
    },
    [Symbol.dispose]: () => child.process.stderr?.off('data', listen),
  }
}

/** That a change was not made, and why. */
export function reloadFailed(child: Child, reason: string, cause?: unknown): BenchError {
  return new BenchError('NGINX_RELOAD_FAILED', `nginx did not reload: ${reason}`, {
    exitCode: exitCodes.failed,
    output: child.tail(),
    cause,
  })
}
