import { wrongUse } from '../../harness/errors.ts'
import { atOnce } from './burst.ts'
import type { LoadShape } from './contract.ts'

/**
 * Users who come back: the first journey of each, 1 ms apart. When the others start is decided as it is played,
 * by how long the one before has taken.
 */
export const closed: LoadShape = ({ users, rate, durationMs }) => {
  if (rate !== undefined || durationMs !== undefined) {
    throw wrongUse(
      'a closed load has no rate and no duration: users come back as soon as they are served',
      'users × iterations say how many journeys there are; for a rate, the shapes constant and poisson',
    )
  }
  return atOnce('a closed load', users)
}
