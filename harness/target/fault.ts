import type { Capabilities, FaultKind, ProcessInfo } from '../../strategies/contract.ts'
import { wrongUse } from '../errors.ts'

const signals: Partial<Record<FaultKind, NodeJS.Signals>> = { kill: 'SIGKILL', restart: 'SIGTERM' }

/**
 * Does to one process of a role what the fault says: `kill` ends it at once, `restart` lets it end in order;
 * the strategy replaces it either way. Returns the pid. Throws where the strategy does not declare the fault.
 */
export function injectFault(
  fault: { kind: FaultKind; role: string; index?: number | undefined },
  processes: readonly ProcessInfo[],
  capabilities: Capabilities,
): number {
  const declared = capabilities.faults[fault.role] ?? []
  const signal = signals[fault.kind]
  if (!declared.includes(fault.kind) || !signal) {
    throw wrongUse(
      `the role ${fault.role} does not suffer the fault ${fault.kind}`,
      `it declares: ${declared.join(', ') || 'none'}`,
    )
  }
  const victim = processes.filter((one) => one.role === fault.role)[fault.index ?? 0]
  if (!victim) throw wrongUse(`there is no process ${fault.index ?? 0} of role ${fault.role}`)
  process.kill(victim.pid, signal)
  return victim.pid
}
