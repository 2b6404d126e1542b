import { successor } from '../../app/workerName.ts'
import type { Assignment, ProcessInfo, ServerProcess, StrategyContext } from '../../contract.ts'

/** Between attempts to replace a process that does not start. */
const REPLACE_AGAIN_MS = 500

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
  let stopped = false
  let replacing: Promise<void> = Promise.resolve()

  const watch = (watched: ServerProcess) => {
    watched.ended.then(() => {
      if (stopped || context.signal.aborted) return
      replacing = replace()
    })
  }
  const replace = async () => {
    while (!stopped && !context.signal.aborted) {
      const worker = successor(assignment.worker, ++generation)
      const options = { ...assignment.options, ...port }
      try {
        current = await context.spawn(entry, { ...assignment, worker, options })
        watch(current)
        return context.processesChanged()
      } catch (error) {
        console.error(`${assignment.role} could not be replaced:`, error)
        await new Promise((resolve) => setTimeout(resolve, REPLACE_AGAIN_MS))
      }
    }
  }
  watch(current)
  return {
    url,
    processes: () => current.processes(),
    async stop() {
      stopped = true
      await replacing
      await current.stop()
    },
  }
}
