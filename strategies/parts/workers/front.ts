import type { Assignment, RunningStrategy, ServerProcess, StrategyContext } from '../../contract.ts'

/** Between attempts to replace a process that does not start. */
const REPLACE_AGAIN_MS = 500

/** Names a worker after a replacement, so that old tokens never meet a new holder: w1, then w1-2, w1-3 … */
function successor(worker: string, generation: number): string {
  return generation === 1 ? worker : `${worker}-${generation}`
}

/**
 * A topology with one process that accepts users and whatever it starts itself. When that process dies it is
 * replaced on the same port, and its sessions are gone: their users get UNKNOWN_SESSION or MISROUTED.
 */
export async function frontProcess(
  context: StrategyContext,
  entry: URL,
  assignment: Assignment,
): Promise<RunningStrategy> {
  let generation = 1
  let current = await context.spawn(entry, assignment)
  const url = required(current)
  const port = Number(new URL(url).port)
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
      generation++
      const worker = successor(assignment.worker, generation)
      try {
        current = await context.spawn(entry, {
          ...assignment,
          worker,
          options: { ...assignment.options, port },
        })
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

function required(process: ServerProcess): string {
  if (process.url === undefined) throw new Error(`${process.assignment.role} is ready but accepts no users`)
  return process.url
}
