import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { nowUs } from '../clock.ts'

/** What can happen to a session, as the process that holds it saw it. */
export type ProbeEvent =
  | 'created'
  | 'asked'
  | 'connected'
  | 'result'
  | 'pushed'
  | 'attached'
  | 'reattached'
  | 'misrouted'
  | 'cancelled'
  | 'failed'
  | 'ended'

/** Slots of the shared counters, in the order in which the probe writes them. */
export const gauges = ['sessions', 'sockets', 'inUse', 'waiting'] as const
export type Gauges = Readonly<Record<(typeof gauges)[number], number>>

/** The module of the probe's thread. */
export const probeEntry = new URL(`./thread${extname(import.meta.filename)}`, import.meta.url)

/** How often the loop proves that it turns. */
export const HEARTBEAT_MS = 50

/**
 * The inside view of a server process. Events and counters are written by a thread of their own, which goes
 * on while the loop is blocked: what HTTP could not tell then, the file does.
 */
export interface Probe {
  event(event: ProbeEvent, session: string, atUs?: number, code?: string): void
  /** Resolves when everything reported so far is in the file. */
  close(): Promise<void>
}

/** A probe that writes nothing, for servers started without a harness. */
export const noProbe: Probe = { event: () => {}, close: async () => {} }

/** Starts the thread. `read` is called on this loop, a few times a second. */
export async function startProbe(file: string, worker: string, read: () => Gauges): Promise<Probe> {
  // Index 0: µs of the last heartbeat; then the gauges.
  const shared = new BigInt64Array(new SharedArrayBuffer(8 * (1 + gauges.length)))
  const beat = () => {
    const values = read()
    for (const [i, name] of gauges.entries()) Atomics.store(shared, i + 1, BigInt(values[name]))
    Atomics.store(shared, 0, BigInt(nowUs()))
  }
  beat()
  const thread = new Worker(probeEntry, {
    workerData: { file, worker, gauges, shared },
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4, stackSizeMb: 1 },
  })
  await new Promise<void>((resolve, reject) => {
    thread.once('message', resolve)
    thread.once('error', reject)
  })
  thread.unref()
  const timer = setInterval(beat, HEARTBEAT_MS).unref()
  return {
    event: (event, session, atUs = nowUs(), code) => thread.postMessage([event, session, atUs, code]),
    async close() {
      clearInterval(timer)
      beat()
      thread.ref()
      const exited = new Promise((resolve) => thread.once('exit', resolve))
      thread.postMessage('close')
      await exited
    },
  }
}
