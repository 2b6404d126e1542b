import type { LoadShape } from './contract.ts'
import { alongCourse } from './course.ts'

/** The rate moves in one straight line. Evenly spaced by it: a ramp from a rate to itself is `constant`. */
export const ramp: LoadShape = (arrivals) => alongCourse('a ramp', arrivals)
