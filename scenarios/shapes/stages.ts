import type { LoadShape } from './contract.ts'
import { alongCourse } from './course.ts'

/** The rate moves in straight lines, one after the other, from 0: as k6's ramping-arrival-rate does. */
export const stages: LoadShape = (arrivals) => alongCourse('a load in stages', arrivals)
