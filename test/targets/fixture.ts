import type { Strategy } from '../../strategies/contract.ts'

/**
 * A target that a test needs: the chart app in one process, which nothing replaces when it ends. `server` is
 * its entry, beside the `index.ts` that calls this.
 */
export function fixture(name: string, title: string, server: URL): Strategy {
  return {
    name,
    title,
    imperative: 'Do not use it',
    summary: `${title}. It is there to be found out.`,
    origin: 'a test',
    color: { light: '#5E6A7E', dark: '#8C98A9' },
    mark: 'cross',
    capabilities: {
      sticky: true,
      responsive: { async: true, blocking: false },
      databaseLoss: 'sessions-fail',
      roles: {},
    },
    leastConnections: () => 1,
    slots: (_, connections) => [connections],
    async start(context) {
      const child = await context.spawn(server, { role: 'server', worker: 'w1', slots: context.slots })
      return { url: child.url!, processes: () => child.processes(), stop: () => child.stop() }
    },
  }
}
