import type { FaultKind, ProcessInfo } from '../contract.ts'
import type { Powers, Subject } from './contract.ts'
import { needs } from './needs.ts'

/** The roles that a strategy declares to suffer this kind of fault. */
export function rolesThatSuffer(kind: FaultKind, { capabilities }: Pick<Subject, 'capabilities'>): string[] {
  return Object.keys(capabilities.roles).filter((role) => capabilities.roles[role]?.faults.includes(kind))
}

/** What a check that injects faults needs of who calls it. */
export const unlessInjectable = needs('fault', 'processes', 'activity')

/** Throws where a role has no process. */
export function firstOf(role: string, subject: Powers): ProcessInfo {
  const first = subject.processes!().find((one) => one.role === role)
  if (!first) throw new Error(`there is no process of the role ${role}`)
  return first
}
