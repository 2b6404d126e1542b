/** A worker as whoever distributes sessions knows it. */
export interface WorkerLoad {
  readonly slots: number
  /** Sessions that wait for their query or run it. */
  load: number
}

/**
 * Whom a new session goes to: the worker with the least load for each of its slots once the session is added,
 * so that free slots are filled before anybody queues. The first of equals; undefined where there is none.
 */
export function mostRoom<W extends WorkerLoad>(workers: Iterable<W>): W | undefined {
  let best: W | undefined
  for (const worker of workers) {
    if (!best || pressure(worker) < pressure(best)) best = worker
  }
  return best
}

function pressure({ load, slots }: WorkerLoad): number {
  return (load + 1) / slots
}
