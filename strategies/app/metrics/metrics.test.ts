import { describe, expect, test } from 'vitest'
import { startChartServer } from '../chartServer.fixture.ts'
import { ChartSession } from '../client/chartSession.ts'
import { openPage } from '../client/page.ts'
import { signToken } from '../token.ts'
import { BOUNDS_MS, Durations } from './counts.ts'

const key = { sensor: 3, window: 7 }

/** The values of Prometheus's text, by name and own labels. */
async function scrape(url: string): Promise<Record<string, number>> {
  const response = await fetch(`${url}/metrics`)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4')
  const lines = (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return Object.fromEntries(
    lines.map((line) => {
      expect(line).toContain('worker="w1"')
      expect(line).toContain('strategy="test"')
      const [name = '', value] = line.replace(/,?(worker|strategy)="[^"]*"/g, '').split(/ (?=\S+$)/)
      return [name.replace('{}', '').replace('{,', '{'), Number(value)]
    }),
  )
}

describe('/metrics', () => {
  test('tells what there is and what there was', async () => {
    await using server = await startChartServer()
    const [first, second] = await openPage(server.url, { key, widgets: 2, queryMs: 30 })
    await using session = new ChartSession(server.url, first!)
    await session.chart(4_000)
    await using other = new ChartSession(server.url, second!)
    await other.chart(4_000)
    other.cancel()
    await other.closed
    const token = signToken({ session: 'x', worker: 'w9', expires: Date.now() }, server.settings.secret)
    await using stray = new ChartSession(server.url, { ...first!, token })
    await stray.closed
    const metrics = await scrape(server.url)
    expect(metrics).toMatchObject({
      bench_sessions: 1,
      bench_sockets: 1,
      bench_polls: 0,
      bench_connections_in_use: 0,
      bench_queries_waiting: 0,
      bench_sessions_created_total: 2,
      bench_charts_total: 2,
      bench_misroutes_total: 1,
      'bench_errors_total{code="CANCELLED"}': 1,
      'bench_errors_total{code="MISROUTED"}': 1,
      'bench_time_to_chart_seconds_bucket{le="0.025"}': 0,
      'bench_time_to_chart_seconds_bucket{le="60"}': 2,
      'bench_time_to_chart_seconds_bucket{le="+Inf"}': 2,
      bench_time_to_chart_seconds_count: 2,
      bench_query_wait_seconds_count: 2,
    })
    expect(metrics.bench_time_to_chart_seconds_sum).toBeGreaterThan(0.06)
    expect(metrics.nodejs_eventloop_lag_p99_seconds).toBeGreaterThanOrEqual(0)
    // The system counts processor time in ticks: none may have ended by the first look.
    const { user } = process.cpuUsage()
    while (process.cpuUsage().user === user);
    const again = await scrape(server.url)
    expect(again).toMatchObject({ bench_charts_total: 2 })
    expect(again.process_cpu_user_seconds_total).toBeGreaterThan(0)
  })

  test.each(['/metrics', '/healthz'])('%s: a worker does not answer for another', async (path) => {
    await using server = await startChartServer({}, { worker: 'w1-2' })
    const status = async (w: string) => (await fetch(`${server.url}${path}?w=${w}`)).status
    expect(await Promise.all(['w1-2', 'w1', 'w2'].map(status))).toEqual([200, 503, 421])
  })
})

test('durations are counted in the bucket that holds them', () => {
  const durations = new Durations()
  durations.add(0)
  durations.add(5_000)
  durations.add(5_001)
  durations.add(60_000_000)
  durations.add(60_000_001)
  expect(durations.counts).toEqual([2, 1, ...Array(BOUNDS_MS.length - 3).fill(0), 1, 1])
  expect(durations.sumUs).toBe(120_010_002)
})
