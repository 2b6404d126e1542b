import type { Assignment, RunningStrategy, StrategyContext } from '../../contract.ts'
import { replacedProcess } from './replaced.ts'

/**
 * A topology with one process that accepts users and whatever it starts itself. When that process dies it is
 * replaced on the same port, and its sessions are gone: their users are told WORKER_GONE.
 */
export async function frontProcess(
  context: StrategyContext,
  entry: URL,
  assignment: Assignment,
): Promise<RunningStrategy> {
  const { url, processes, stop } = await replacedProcess(context, entry, assignment)
  if (url === undefined) throw new Error(`${assignment.role} is ready but accepts no users`)
  return { url, processes, stop }
}
