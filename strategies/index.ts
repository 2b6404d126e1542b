import type { Strategy } from './contract.ts'

/** Every strategy that ships, in the order in which all output shows them. Loaded when asked for. */
export const strategies = {
  single: () => import('./single/index.ts'),
  'thread-per-user': () => import('./thread-per-user/index.ts'),
  cluster: () => import('./cluster/index.ts'),
  'proxy-pool': () => import('./proxy-pool/index.ts'),
  queue: () => import('./queue/index.ts'),
} as const satisfies Record<string, () => Promise<{ default: Strategy }>>

export type StrategyName = keyof typeof strategies
export const strategyNames = Object.keys(strategies) as StrategyName[]
