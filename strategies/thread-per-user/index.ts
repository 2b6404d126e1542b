import { extname } from 'node:path'
import type { Strategy } from '../contract.ts'
import { frontProcess } from '../parts/workers/front.ts'

const entry = new URL(`./server${extname(import.meta.filename)}`, import.meta.url)

export default {
  name: 'thread-per-user',
  title: 'a worker thread per session',
  imperative: 'Give each user a thread',
  summary:
    'One acceptor holds pages, sockets and connections; every session works in a thread of its own, which ' +
    'borrows a connection for its query. A blocking query stops only its own user, for some 15 MB a user.',
  origin: 'The threaded servers of Flask and Tornado apps: one thread, one user.',
  color: { light: '#A63D12', dark: '#EC7043' },
  mark: 'triangle',
  capabilities: {
    sticky: true,
    responsive: { async: true, blocking: true },
    databaseLoss: 'sessions-fail',
    roles: { acceptor: { faults: ['kill', 'restart', 'stop', 'continue'], death: 'sessions-fail' } },
  },
  entries: [entry],
  leastConnections: () => 1,
  slots: (_mode, connections) => [connections],
  start: (context) => frontProcess(context, entry, { role: 'acceptor', worker: 'w1', slots: context.slots }),
} satisfies Strategy
