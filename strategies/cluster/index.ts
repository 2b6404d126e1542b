import { extname } from 'node:path'
import type { Strategy } from '../contract.ts'
import { divideSlots } from '../parts/workers/divide.ts'
import { frontProcess } from '../parts/workers/front.ts'

const entry = new URL(`./server${extname(import.meta.filename)}`, import.meta.url)
const workerEntry = new URL(`./worker${extname(import.meta.filename)}`, import.meta.url)

export default {
  name: 'cluster',
  title: 'several workers behind one port',
  imperative: 'Share one port among several processes',
  summary:
    'A primary owns the port and hands every connection to the worker that holds its session, new ones to ' +
    'the worker with most free slots. Connections are divided over the workers, and so are the users that one blocks.',
  origin: 'gunicorn -w 4 and node:cluster, with the hand-off that sticky sessions need.',
  color: { light: '#17A07A', dark: '#4FDDB0' },
  mark: 'square',
  capabilities: {
    sticky: true,
    responsive: { async: true, blocking: false },
    databaseLoss: 'sessions-fail',
    roles: {
      worker: { faults: ['kill', 'restart', 'stop', 'continue'], death: 'sessions-fail' },
      primary: { faults: ['kill', 'restart', 'stop', 'continue'], death: 'sessions-fail' },
    },
  },
  entries: [entry, workerEntry],
  leastConnections: (_mode, workers) => workers,
  slots: (mode, connections, workers) =>
    mode === 'async' ? divideSlots(connections, workers) : Array.from({ length: workers }, () => 1),
  start: (context) =>
    frontProcess(context, entry, { role: 'primary', worker: 'primary', slots: context.slots }),
} satisfies Strategy
