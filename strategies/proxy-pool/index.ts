import { extname } from 'node:path'
import type { Strategy } from '../contract.ts'
import { divideSlots } from '../parts/workers/divide.ts'
import { Pool } from './pool.ts'

const entry = new URL(`./worker${extname(import.meta.filename)}`, import.meta.url)

export default {
  name: 'proxy-pool',
  title: 'nginx in front of several processes',
  imperative: 'Put several processes behind a proxy',
  summary:
    'nginx sends new sessions to a pool of chart servers and everything else to the server that holds the ' +
    'session. It survives the death of any of them, knows a new one by a reload, and lets one go once it is drained.',
  origin: 'Bokeh and Panel servers behind a load balancer that must be sticky.',
  color: { light: '#7B2D78', dark: '#CF8FCB' },
  mark: 'diamond',
  capabilities: {
    sticky: true,
    responsive: { async: true, blocking: false },
    databaseLoss: 'sessions-fail',
    roles: {
      worker: {
        faults: ['kill', 'restart', 'stop', 'continue', 'drain'],
        death: 'sessions-fail',
      },
      proxy: { faults: ['kill', 'restart', 'reload'], death: 'sockets-cut' },
    },
  },
  entries: [entry],
  alone: {
    worker: {
      entry,
      listens: true,
      leastConnections: 1,
      slots: (mode, connections) => [mode === 'async' ? connections : 1],
    },
  },
  needs: ['nginx'],
  leastConnections: (_mode, workers) => workers,
  slots: (mode, connections, workers) =>
    mode === 'async' ? divideSlots(connections, workers) : Array.from({ length: workers }, () => 1),
  start: (context) => Pool.start(context, entry),
} satisfies Strategy
