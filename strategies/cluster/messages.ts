import type { Settings } from '../app/settings.ts'

/** Primary → worker; `connection` comes with the socket. */
export type ToWorker =
  | { type: 'start'; settings: Settings; worker: string; slots: number }
  | { type: 'connection'; id: number; head: string; gone: boolean }

/**
 * Worker → primary: its unfinished queries, and the connections whose requests it has begun to handle since it
 * said so last. What such a request has created is in `load`, so nothing is counted twice or not at all.
 */
export type FromWorker = { type: 'ready' } | { type: 'load'; taken: number[]; load: number }
