import type { Load, LoadShape } from '../contract.ts'
import { burst } from './burst.ts'
import { constant } from './constant.ts'
import { poisson } from './poisson.ts'

/** Every load shape, by the name that a scenario gives it. */
export const shapes = { burst, constant, poisson } as const satisfies Record<Load['shape'], LoadShape>
