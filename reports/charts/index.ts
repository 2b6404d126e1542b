import type { ChartMaker } from './contract.ts'
import { limit } from './limit.ts'
import { sessions } from './sessions.ts'

/** Every chart section, in reading order. */
export const chartMakers: readonly ChartMaker[] = [limit, sessions]
