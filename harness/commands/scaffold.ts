import type { StrategyMetadata } from '../../strategies/contract.ts'

/** What a new strategy's files depend on. */
export interface ScaffoldOptions {
  readonly name: string
  /** From the new folder to our `strategies/`, as imports write it. */
  readonly strategies: string
  /** Of our own files: `.ts` in a checkout, `.js` in the installed package. */
  readonly extension: string
  /** What runs it. */
  readonly command: string
}

/** How a new strategy is drawn: apart from all that ship, whose rows it may share in a report. */
export const newLook: Pick<StrategyMetadata, 'color' | 'mark'> = {
  color: { light: '#6D28D9', dark: '#8F4BFF' },
  mark: 'star',
}

/** The files of a new strategy by name: what `single` does, laid open where a topology of one's own begins. */
export function scaffold(options: ScaffoldOptions): Record<string, string> {
  return { 'index.ts': index(options), 'server.ts': server(options), 'README.md': readme(options) }
}

function index({ name, strategies, extension }: ScaffoldOptions): string {
  const { color, mark } = newLook
  return `import { extname } from 'node:path'
import type { Strategy } from '${strategies}/contract${extension}'
import { frontProcess } from '${strategies}/parts/workers/front${extension}'

/** What the process that accepts users runs; compiled where this file is. */
const entry = new URL(\`./server\${extname(import.meta.filename)}\`, import.meta.url)

export default {
  name: '${name}',
  title: 'one process, to begin with',
  imperative: 'Serve it from one process of your own',
  summary: 'One process serves pages, sockets and queries. Say here when somebody should choose this.',
  origin: 'Say here where the idea comes from.',
  color: { light: '${color.light}', dark: '${color.dark}' },
  mark: '${mark}',
  // The harness believes these and checks them; bench verify tells where one is not true.
  capabilities: {
    // A session's socket must reach the process that made the session.
    sticky: true,
    // Whether others are served while a query runs: true for blocking too, once it runs elsewhere.
    responsive: { async: true, blocking: false },
    // Whether a query that loses its database is told to its user, or runs again once it is back.
    databaseLoss: 'sessions-fail',
    // Which faults the processes of which role survive, by being replaced, and what their end does to users.
    roles: { server: { faults: ['kill', 'restart', 'stop', 'continue'], death: 'sessions-fail' } },
  },
  // What its processes start from, compiled before the first trial, so that no user waits for that.
  entries: [entry],
  leastConnections: () => 1,
  // How many slow queries run at a time, one number for each worker. What else holds connections
  // (a queue, LISTEN) comes out of the same budget.
  slots: (mode, connections) => [mode === 'async' ? connections : 1],
  // Starts the front, and again on the same port when it dies. A topology with further processes starts
  // each with context.spawn.
  start: (context) => frontProcess(context, entry, { role: 'server', worker: 'w1', slots: context.slots }),
} satisfies Strategy
`
}

function server({ name, strategies, extension }: ScaffoldOptions): string {
  return `import { runServerProcess } from '${strategies}/parts/workers/entry${extension}'
import { createLoopWorker } from '${strategies}/parts/workers/loopWorker${extension}'

// Waits for its assignment, starts, says that it is ready, and stops in order on SIGTERM.
runServerProcess(async (settings, { role, worker, slots, options }) => {
  const atATime = slots[0] ?? 1
  // The chart app with its sessions and queries on this loop. To run them elsewhere, use createChartServer
  // of app/chartServer with a workplace of your own.
  const server = await createLoopWorker(settings, '${name}', worker, atATime)
  // A replacement takes over the port of the process that died.
  const url = await server.listen({ host: settings.host, port: Number(options?.port ?? settings.port) })
  return {
    url,
    processes: () => [{ role, pid: process.pid, worker, slots: atATime }],
    drain: () => server.drain(),
    stop: () => server.stop(),
  }
})
`
}

function readme({ name, command }: ScaffoldOptions): string {
  return `# ${name}

\`\`\`
            ┌─────── server ────────┐
 users ───▶ │ pages, sockets,       │ ───▶ Postgres, P connections
            │ sessions and queries  │
            └───────────────────────┘
\`\`\`

**Origin.** Where the idea comes from.

**How it works.** Who accepts the socket, who runs the query, who holds the session; what its death does to users.

**Good at**

**Bad at**

Try it: \`${command} --scenario smoke\`
`
}
