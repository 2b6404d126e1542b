import { Counter, collectDefaultMetrics, Gauge, type Metric, Registry } from 'prom-client'
import { BOUNDS_MS, type Counts, type Durations } from './counts.ts'

/** How things are now: sessions, who watches them, connections that run a query, queries that wait for one. */
export interface Levels {
  readonly sessions: number
  readonly sockets: number
  readonly polls: number
  readonly inUse: number
  readonly waiting: number
}

interface ExpositionParts {
  readonly worker: string
  readonly strategy: string
  readonly counts: Counts
  readonly levels: () => Levels
}

/** The metrics of one server process in Prometheus's text format, with its content type. */
export interface Exposition {
  readonly contentType: string
  text(): Promise<string>
}

/**
 * Makes the metrics of a process. They read what it counts anyway, each time that they are asked for; Node's
 * own (event loop, garbage collection) are watched from now on, so it is made at the first request, not before.
 */
export function createExposition({ worker, strategy, counts, levels }: ExpositionParts): Exposition {
  const registry = new Registry()
  registry.setDefaultLabels({ worker, strategy })
  collectDefaultMetrics({ register: registry })
  const gauge = (name: string, help: string, read: (now: Levels) => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read(levels()))
      },
    })
  const counter = (name: string, help: string, read: () => number) =>
    new Counter({
      name,
      help,
      registers: [registry],
      collect() {
        this.reset()
        this.inc(read())
      },
    })
  gauge('bench_sessions', 'Sessions held now.', ({ sessions }) => sessions)
  gauge('bench_sockets', 'Session sockets open now.', ({ sockets }) => sockets)
  gauge('bench_polls', 'Long polls open now.', ({ polls }) => polls)
  gauge('bench_connections_in_use', 'Connections that run a slow query now.', ({ inUse }) => inUse)
  gauge('bench_queries_waiting', 'Queries that wait for a connection now.', ({ waiting }) => waiting)
  counter('bench_sessions_created_total', 'Sessions created.', () => counts.sessions)
  counter('bench_charts_total', 'Sessions whose chart was there.', () => counts.charts)
  counter(
    'bench_misroutes_total',
    "Sockets and polls that came for another worker's session.",
    () => counts.misroutes,
  )
  new Counter({
    name: 'bench_errors_total',
    help: 'Errors that users were told.',
    labelNames: ['code'],
    registers: [registry],
    collect() {
      this.reset()
      for (const [code, count] of counts.errors) this.inc({ code }, count)
    },
  })
  histogram(
    registry,
    'bench_time_to_chart_seconds',
    "From a session's start to its chart.",
    counts.timeToChart,
  )
  histogram(
    registry,
    'bench_query_wait_seconds',
    'From asking for a query to its being sent.',
    counts.queryWait,
  )
  return { contentType: registry.contentType, text: () => registry.metrics() }
}

/** A histogram over counts that are kept elsewhere: the library's own would have to be told of each duration. */
function histogram(registry: Registry, name: string, help: string, durations: Durations): void {
  const values = () => {
    let total = 0
    const buckets = durations.counts.map((count, i) => {
      total += count
      const bound = BOUNDS_MS[i]
      return {
        metricName: `${name}_bucket`,
        labels: { le: bound === undefined ? '+Inf' : bound / 1_000 },
        value: total,
      }
    })
    return [
      ...buckets,
      { metricName: `${name}_sum`, labels: {}, value: durations.sumUs / 1_000_000 },
      { metricName: `${name}_count`, labels: {}, value: total },
    ]
  }
  const metric = { name, get: async () => ({ name, help, type: 'histogram', values: values() }) }
  // What a registry asks of a metric is less than its type says.
  registry.registerMetric(metric as unknown as Metric)
}
