import type { Load } from '../contract.ts'
import { burst } from './burst.ts'
import { closed } from './closed.ts'
import { constant } from './constant.ts'
import type { LoadShape } from './contract.ts'
import { poisson } from './poisson.ts'
import { ramp } from './ramp.ts'
import { stages } from './stages.ts'

/** Every load shape, by the name that a scenario gives it. */
export const shapes = { burst, constant, poisson, ramp, stages, closed } as const satisfies Record<
  Load['shape'],
  LoadShape
>
