import type { PlannedFault } from '../../scenarios/faults.ts'
import type { Capabilities, FaultKind } from '../../strategies/contract.ts'
import { BenchError, exitCodes } from '../errors.ts'
import type { Postgres } from '../services/contract.ts'

type Roles = Capabilities['roles']

/**
 * Which role of a strategy a fault of a scenario is meant for: the one of that name where it can suffer it. Else
 * `worker` is whatever runs or holds sessions, and `proxy` what their sockets only pass through. Undefined where
 * the strategy has no such part.
 */
export function roleFor(
  { what, role }: Pick<PlannedFault, 'what' | 'role'>,
  roles: Roles,
): string | undefined {
  const suffers = (name: string) => kindsOf(what).every((kind) => roles[name]?.faults.includes(kind))
  if (suffers(role)) return role
  const passes = (name: string) => roles[name]!.death === 'sockets-cut'
  if (role === 'worker') return Object.keys(roles).find((name) => suffers(name) && !passes(name))
  if (role === 'proxy') return Object.keys(roles).find((name) => suffers(name) && passes(name))
  return undefined
}

/** What a process must be able to suffer for a fault: one that is stopped is to go on again. */
function kindsOf(what: PlannedFault['what']): readonly FaultKind[] {
  if (what === 'pause' || what === 'cut') return []
  return what === 'stop' ? ['stop', 'continue'] : [what]
}

type Suffering = Pick<Postgres, 'provider' | 'pause' | 'resume' | 'restart'>

/**
 * Why a strategy cannot suffer what a scenario does to its parts, or Postgres may not; undefined where all of it
 * can be done. `roles` undefined: they are not known before the target has started.
 */
export function whyNot(
  faults: readonly PlannedFault[],
  roles: Roles | undefined,
  postgres: Suffering,
): string | undefined {
  for (const fault of faults) {
    const { what, role } = fault
    if (role === 'sockets') continue
    if (role === 'postgres') {
      if (!maySuffer(what, postgres)) return `this Postgres (${postgres.provider}) is not ours to ${what}`
    } else if (roles && roleFor(fault, roles) === undefined) return `it has no ${role} to ${what}`
  }
  return undefined
}

function maySuffer(what: PlannedFault['what'], { pause, resume, restart }: Suffering): boolean {
  return what === 'pause' ? pause !== undefined && resume !== undefined : restart !== undefined
}

/** The same for a target that has said what it can suffer: throws CANNOT_SUFFER, for which its trial is skipped. */
export function mustSuffer(faults: readonly PlannedFault[], roles: Roles, postgres: Suffering): void {
  const reason = whyNot(faults, roles, postgres)
  if (reason !== undefined)
    throw new BenchError('CANNOT_SUFFER', reason, { exitCode: exitCodes.machineLacks })
}
