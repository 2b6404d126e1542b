import { extname } from 'node:path'
import type { RunningStrategy, Strategy, StrategyContext } from '../contract.ts'
import { frontProcess } from '../parts/workers/front.ts'
import { replacedProcess } from '../parts/workers/replaced.ts'

const entry = new URL(`./server${extname(import.meta.filename)}`, import.meta.url)
const workerEntry = new URL(`./worker${extname(import.meta.filename)}`, import.meta.url)
const threadEntry = new URL(`./work/jobThread${extname(import.meta.filename)}`, import.meta.url)

/** The one of the web process, and the one with which the worker process keeps its books. */
const CONNECTIONS_BESIDE_THE_SLOTS = 2

export default {
  name: 'queue',
  title: 'a web process, a job queue, a worker process',
  imperative: 'Put the queries into a job queue',
  summary:
    'A web process holds pages and sockets and never runs a slow query: it puts jobs into a queue in ' +
    'Postgres, and a worker process takes them. Jobs outlive the worker, nobody is delayed by a query, and ' +
    'two connections are given away.',
  origin:
    "Celery and its kin; here graphile-worker, with Postgres as the broker and as the results' way back.",
  color: { light: '#C08A00', dark: '#F3D266' },
  mark: 'cross',
  capabilities: {
    sticky: true,
    responsive: { async: true, blocking: true },
    databaseLoss: 'queries-rerun',
    roles: {
      web: { faults: ['kill', 'restart', 'stop', 'continue'], death: 'sessions-fail' },
      worker: { faults: ['kill', 'restart', 'stop', 'continue'], death: 'queries-rerun' },
    },
  },
  entries: [entry, workerEntry, threadEntry],
  alone: {
    web: { entry, listens: true, leastConnections: 1, slots: () => [] },
    worker: {
      entry: workerEntry,
      listens: false,
      leastConnections: 2,
      slots: (_mode, connections) => [connections - 1],
    },
  },
  needs: ['own-tables'],
  leastConnections: () => CONNECTIONS_BESIDE_THE_SLOTS + 1,
  slots: (_mode, connections) => [connections - CONNECTIONS_BESIDE_THE_SLOTS],
  start,
} satisfies Strategy

/** Both start at once: the web process waits for the tables that the worker makes. */
async function start(context: StrategyContext): Promise<RunningStrategy> {
  const [web, worker] = await Promise.allSettled([
    frontProcess(context, entry, { role: 'web', worker: 'w1', slots: [] }),
    replacedProcess(context, workerEntry, { role: 'worker', worker: 'worker', slots: context.slots }),
  ])
  if (web.status === 'rejected' || worker.status === 'rejected') {
    if (web.status === 'fulfilled') await web.value.stop()
    if (worker.status === 'fulfilled') await worker.value.stop()
    throw [worker, web].find((one) => one.status === 'rejected')?.reason
  }
  return {
    url: web.value.url,
    processes: () => [...web.value.processes(), ...worker.value.processes()],
    async stop() {
      await Promise.all([web.value.stop(), worker.value.stop()])
    },
  }
}
