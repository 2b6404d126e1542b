import type { Sample } from '../../reports/model.ts'
import { hasArrived } from '../../reports/samples.ts'
import { counted } from '../../reports/units.ts'
import type { TargetLimits } from '../target/isolation/contract.ts'
import { memoryEnd } from '../target/isolation/outOfMemory.ts'
import type { WantOfMemory } from '../target/process.ts'

/**
 * How a target ran out of memory, and whom it took along: who waited when it was first seen (`atUs`, µs from the
 * zero of the schedule), and who of all that began got no chart. Users who come when it is over lose theirs too.
 */
export function memoryLosses(
  want: WantOfMemory,
  limits: TargetLimits,
  { samples, atUs }: { samples: readonly Sample[]; atUs: number },
): string {
  const waiting = samples.filter(
    (one) => one.sent !== null && one.sent <= atUs && !(hasArrived(one) && (one.done ?? 0) <= atUs),
  )
  const lost = samples.filter((one) => one.outcome !== 'dropped' && !hasArrived(one))
  const end = memoryEnd(want, limits)
  const when = `when ${users(waiting)} ${countUsers(waiting) === 1 ? 'was' : 'were'} waiting`
  return `${end} ${when}; ${users(lost)} lost ${countUsers(lost) === 1 ? 'a chart' : 'their charts'}`
}

function users(samples: readonly Sample[]): string {
  return counted(countUsers(samples), 'user')
}

function countUsers(samples: readonly Sample[]): number {
  return new Set(samples.map(({ user }) => user)).size
}
