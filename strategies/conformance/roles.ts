import type { FaultKind, ProcessInfo } from '../contract.ts'
import type { Powers, Subject } from './contract.ts'
import { needs } from './needs.ts'

/** The roles that a strategy declares to suffer this kind of fault. */
export function rolesThatSuffer(kind: FaultKind, { capabilities }: Pick<Subject, 'capabilities'>): string[] {
  return Object.keys(capabilities.roles).filter((role) => capabilities.roles[role]?.faults.includes(kind))
}

/** Why a check of this kind of fault does not apply; undefined where it does. */
export function unlessSuffered(kind: FaultKind): (subject: Subject & Powers) => string | undefined {
  return (subject) =>
    needs('fault', 'processes', 'activity')(subject) ??
    (rolesThatSuffer(kind, subject).length === 0
      ? `the strategy declares no role that suffers ${kind}`
      : undefined)
}

/** The first process of a role. */
export function firstOf(role: string, subject: Powers): ProcessInfo {
  const first = subject.processes!().find((one) => one.role === role)
  if (!first) throw new Error(`there is no process of the role ${role}`)
  return first
}
