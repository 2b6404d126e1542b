import { BenchError, exitCodes } from '../../errors.ts'
import type { Master, MastersWorker } from './master.ts'
import { problemsIn } from './problems.ts'

const RELOAD_MS = 20_000
const LOOK_AGAIN_MS = 5

/**
 * Lets nginx read its configuration again and waits until that is in effect: new workers are there, and of the
 * old ones none accepts connections any more, since it has ended or only serves those that it has. The first
 * answer of a new worker would come too early: old ones go on accepting for a while.
 */
export async function reloadMaster(master: Master): Promise<void> {
  if (!master.isRunning()) throw reloadFailed(master, 'it has ended')
  const old = await master.workers()
  using problems = watchProblems(master)
  await master.hangUp()
  const deadline = performance.now() + RELOAD_MS
  while (!areReplaced(old, await master.workers())) {
    const problem = problems.first()
    if (problem !== undefined) throw reloadFailed(master, problem)
    if (!master.isRunning()) throw reloadFailed(master, 'it has ended')
    if (performance.now() > deadline)
      throw reloadFailed(master, `old workers accept connections after ${RELOAD_MS / 1_000} s`)
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
  }
}

function areReplaced(old: readonly MastersWorker[], now: readonly MastersWorker[]): boolean {
  const isOld = new Set(old.map(({ id }) => id))
  return (
    now.some(({ id }) => !isOld.has(id)) && now.every(({ id, isStopping }) => isStopping || !isOld.has(id))
  )
}

/**
 * What the master gives up for from now on: it goes on with the old configuration then. That it cannot have a
 * port is not yet it: it tries for two seconds and a half, and then says so in other words.
 */
function watchProblems(master: Master): Disposable & { first(): string | undefined } {
  let text = ''
  const listening = master.listen((chunk) => {
    text += chunk
  })
  return {
    first() {
      const problems = problemsIn(text)
      return problems.some((one) => !one.startsWith('bind() to')) ? problems[0] : undefined
    },
    [Symbol.dispose]: () => listening[Symbol.dispose](),
  }
}

/** That a change was not made, and why. */
export function reloadFailed(master: Master, reason: string, cause?: unknown): BenchError {
  return new BenchError('NGINX_RELOAD_FAILED', `nginx did not reload: ${reason}`, {
    exitCode: exitCodes.failed,
    output: master.tail(),
    cause,
  })
}
