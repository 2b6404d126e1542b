import type { Capabilities, FaultKind, ProcessInfo, RunningStrategy } from '../../strategies/contract.ts'
import { wrongUse } from '../errors.ts'

/** The kinds that are a signal to the process; the others are orders to the strategy. */
const signals: Partial<Record<FaultKind, NodeJS.Signals>> = {
  kill: 'SIGKILL',
  restart: 'SIGTERM',
  stop: 'SIGSTOP',
  continue: 'SIGCONT',
}

/** One fault, and which process of which role is to suffer it, counted from 0. */
export interface FaultRequest {
  readonly kind: FaultKind
  readonly role: string
  readonly index: number
}

/** The process that a fault is meant for. Throws wrong use where there is none, or its role does not declare it. */
export function victimOf(
  { kind, role, index }: FaultRequest,
  processes: readonly ProcessInfo[],
  capabilities: Capabilities,
): ProcessInfo {
  const declared = capabilities.roles[role]?.faults ?? []
  if (!declared.includes(kind)) {
    throw wrongUse(
      `the role ${role} does not suffer the fault ${kind}`,
      `it declares: ${declared.join(', ') || 'none'}`,
    )
  }
  const victim = processes.filter((one) => one.role === role)[index]
  if (!victim) throw wrongUse(`there is no process ${index} of role ${role}`)
  return victim
}

/** Does to a process what the fault says, and resolves when it is done: a signal at once, a drain in its time. */
export async function injectFault(
  kind: FaultKind,
  victim: ProcessInfo,
  running: RunningStrategy,
): Promise<void> {
  const signal = signals[kind]
  if (signal) process.kill(victim.pid, signal)
  else if (kind === 'drain' || kind === 'reload') await running.order?.(kind, victim)
}
