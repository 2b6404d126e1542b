import type { ChartKey } from '../app/protocol/chart.ts'
import type { ErrorCode } from '../app/protocol/codes.ts'
import type { ChartContent } from '../app/session/work.ts'

/** Acceptor → the thread of a session. */
export type ToSession =
  | { type: 'begin'; key: ChartKey; waitMs: number }
  | { type: 'interact'; id: number; level: number }

/** The thread of a session → acceptor. */
export type FromSession =
  | { type: 'ready' }
  | { type: 'chart'; chart: ChartContent }
  | { type: 'failed'; code: ErrorCode; message: string }
  | { type: 'patch'; id: number; above: number[] }
