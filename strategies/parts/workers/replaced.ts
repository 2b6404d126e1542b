import { successor } from '../../app/workerName.ts'
import type { Assignment, ProcessInfo, ServerProcess, StrategyContext } from '../../contract.ts'
import { Backoff } from './backoff.ts'
import { startAgain } from './startAgain.ts'

/** One process of a topology that is started again, as its own successor, whenever it ends. */
export interface ReplacedProcess {
  /** Of the first of its line. */
  readonly url: string | undefined
  /** While it is being replaced, those of the one that has ended. */
  processes(): ProcessInfo[]
  /** Resolves when it is gone. Idempotent. */
  stop(): Promise<void>
}

/**
 * Starts a process and resolves once it is ready; from then on it is replaced when it ends, for whatever
 * reason. A successor is told the port of the first of its line as `options.port`, where that had one.
 */
export async function replacedProcess(
  context: StrategyContext,
  entry: URL,
  assignment: Assignment,
): Promise<ReplacedProcess> {
  let generation = 1
  let current = await context.spawn(entry, assignment)
  const { url } = current
  const port = url === undefined ? {} : { port: Number(new URL(url).port) }
  const end = new AbortController()
  const signal = AbortSignal.any([context.signal, end.signal])
  let replacing: Promise<void> = Promise.resolve()
  const backoff = new Backoff()

  const watch = (watched: ServerProcess) => {
    const sinceMs = performance.now()
    watched.ended.then(() => {
      if (!signal.aborted) replacing = replace(performance.now() - sinceMs)
    })
  }
  const replace = async (livedMs: number) => {
    const options = { ...assignment.options, ...port }
    const next = await startAgain({ what: `the ${assignment.role}`, backoff, livedMs, signal }, () =>
      context.spawn(entry, { ...assignment, worker: successor(assignment.worker, ++generation), options }),
    )
    if (!next) return
    current = next
    watch(current)
    context.processesChanged()
  }
  watch(current)
  return {
    url,
    processes: () => current.processes(),
    async stop() {
      end.abort()
      await replacing
      await current.stop()
    },
  }
}
