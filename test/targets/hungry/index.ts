import type { Strategy } from '../../../strategies/contract.ts'
import { eat } from './eat.ts'

/** Serves no charts: tells what it may use, and eats memory when asked, also in its supervisor (as a reload). */
export default {
  name: 'hungry',
  title: 'eats memory',
  imperative: 'Do not',
  summary: 'For tests.',
  origin: 'Tests.',
  color: { light: '#000000', dark: '#FFFFFF' },
  mark: 'cross',
  capabilities: {
    sticky: false,
    responsive: { async: true, blocking: false },
    databaseLoss: 'sessions-fail',
    roles: { server: { faults: ['kill', 'reload'], death: 'sessions-fail' } },
  },
  leastConnections: () => 1,
  slots: () => [1],
  async start(context) {
    const entry = new URL('./server.ts', import.meta.url)
    const server = await context.spawn(entry, { role: 'server', worker: 'w1', slots: [1] })
    return {
      url: server.url!,
      processes: () => server.processes(),
      order: async () => eat(),
      stop: () => server.stop(),
    }
  },
} satisfies Strategy
