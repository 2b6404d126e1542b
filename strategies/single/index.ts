import { extname } from 'node:path'
import type { Strategy } from '../contract.ts'
import { frontProcess } from '../parts/workers/front.ts'

const entry = new URL(`./server${extname(import.meta.filename)}`, import.meta.url)

export default {
  name: 'single',
  title: 'one process, one event loop',
  imperative: 'Serve it from one process',
  summary:
    'One Node process serves pages, sockets and queries on one event loop with a bounded set of connections. ' +
    'With async queries nothing is wasted; with blocking ones every query stops everybody.',
  origin: 'asyncio servers, and any plain Node server: the yardstick for the others.',
  color: { light: '#1F6FC5', dark: '#4F9FF0' },
  mark: 'circle',
  capabilities: {
    sticky: true,
    responsive: { async: true, blocking: false },
    databaseLoss: 'sessions-fail',
    roles: { server: { faults: ['kill', 'restart', 'stop', 'continue'], death: 'sessions-fail' } },
  },
  entries: [entry],
  leastConnections: () => 1,
  slots: (mode, connections) => [mode === 'async' ? connections : 1],
  start: (context) => frontProcess(context, entry, { role: 'server', worker: 'w1', slots: context.slots }),
} satisfies Strategy
