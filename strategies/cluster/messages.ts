import type { Settings } from '../app/settings.ts'

/** Primary → worker; `connection` comes with the socket. */
export type ToWorker =
  | { type: 'start'; settings: Settings; worker: string; slots: number }
  | { type: 'connection'; head: string; gone: boolean }

/** Worker → primary. `taken` counts the connections that it has got so far, `load` its unfinished queries. */
export type FromWorker = { type: 'ready' } | { type: 'load'; taken: number; load: number }
