import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testEngine } from '../harness/containers/testEngine.ts'
import { ChartSession } from '../strategies/app/client/chartSession.ts'
import { openPage } from '../strategies/app/client/page.ts'
import { endCode } from '../strategies/app/client/socketEnd.ts'
import { chromiumPath, startBrowser } from './chromium.ts'
import { type DevelopmentContainer, developmentImageHere, startDevelopment } from './developmentContainer.ts'
import { type Arrival, persistentUser } from './persistentUser.ts'

const WORKERS = 4
const USERS = 8
/** Long enough that all wait together on a busy machine. */
const QUERY_MS = 8_000
const ENDLESS_MS = 60_000
const DRAWN_MS = 30_000

const engine = await testEngine()
const image = await developmentImageHere(engine)
if (!chromiumPath) console.warn('skipped: no Chromium on this machine')

const worker = 'proxy-pool/worker'
const master = 'nginx: master'

describe.skipIf(!engine || !image)('the development image', { timeout: 120_000 }, () => {
  let container: DevelopmentContainer

  beforeAll(async () => {
    container = await startDevelopment(engine!, image!)
  }, 120_000)
  afterAll(() => container?.[Symbol.asyncDispose]())

  /** Draws the chart in a real browser, and moves its level. */
  async function draw(url: string): Promise<void> {
    await using browser = await startBrowser(chromiumPath!)
    const page = await browser.context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
    })
    await page.goto(`${url}/?widgets=2&query=100ms`)
    for (const chart of [0, 1])
      await page.locator('[data-drawn] .chart svg').nth(chart).waitFor({ timeout: DRAWN_MS })
    expect(complaints).toEqual([])
  }

  /** Users who wait while `strike` comes; how they fared is printed. */
  async function whoWait(what: string, strike: () => Promise<void>): Promise<Arrival[]> {
    const users = Array.from({ length: USERS }, (_, i) => persistentUser(container.url, i, QUERY_MS))
    await Promise.all(users.map(({ waiting }) => waiting))
    await strike()
    const arrivals = await Promise.all(users.map(({ chart }) => chart))
    const times = arrivals.map(({ afterMs }) => afterMs).toSorted((a, b) => a - b)
    const anew = arrivals.filter(({ lost }) => lost.length > 0).length
    const again = arrivals.filter(({ reattached }) => reattached > 0).length
    console.log(
      `${what}: ${USERS} users of a ${QUERY_MS} ms query had their charts after ${times[0]} to ${times.at(-1)} ms; ` +
        `${anew} opened the page again, ${again} were attached again`,
    )
    return arrivals
  }

  test('runs as nobody in particular, without capabilities, on a file system that it cannot write to', async () => {
    const { output } = await container.run('cat', '/proc/1/status')
    expect(output).toMatch(/^Name:\s+tini$/m)
    expect(output).toMatch(/^Uid:\s+10001\s/m)
    for (const set of ['Eff', 'Prm', 'Bnd']) expect(output).toMatch(new RegExp(`^Cap${set}:\\s+0+$`, 'm'))
    expect(output).toMatch(/^NoNewPrivs:\s+1$/m)
    expect((await container.run('touch', '/opt/chartbench/new')).output).toContain('Read-only file system')
    expect(await container.pids(worker)).toHaveLength(WORKERS)
  })

  test.skipIf(!chromiumPath)(
    'shows the chart to a browser, through nginx and a published port, by the name localhost',
    () => draw(container.url),
  )

  test('a killed worker is replaced, and nobody goes without a chart', async () => {
    const before = await container.pids(worker)
    const victim = before[0]!
    const arrivals = await whoWait('kill -9 of a worker', async () => {
      await container.run('sh', '-c', `kill -9 ${victim}`)
    })
    const lost = arrivals.flatMap(({ lost }) => lost)
    expect(lost.length).toBeGreaterThan(0)
    expect(new Set(lost)).toEqual(new Set(['WORKER_GONE']))
    await expect.poll(() => container.pids(worker), { timeout: 60_000 }).toHaveLength(WORKERS)
    expect(await container.pids(worker)).not.toContain(victim)
    expect(await container.output()).toMatch(/worker w\d+ \(pid \d+\) was ended by SIGKILL/)
  })

  test('a killed nginx is replaced whole, and the sessions behind it live on', async () => {
    const [before] = await container.pids(master)
    const old = [before!, ...(await container.pids('nginx: worker'))]
    const arrivals = await whoWait('kill -9 of the nginx master', async () => {
      await container.run('sh', '-c', `kill -9 ${before}`)
    })
    expect(arrivals.some(({ reattached, lost }) => reattached + lost.length > 0)).toBe(true)
    // Whoever is not back within the time for which a session outlives its last viewer begins anew.
    for (const code of arrivals.flatMap(({ lost }) => lost)) expect(code).toBe('UNKNOWN_SESSION')
    const [after] = await container.pids(master)
    expect(after).toBeDefined()
    expect(after).not.toBe(before)
    for (const pid of await container.pids('nginx: (master|worker)')) expect(old).not.toContain(pid)
  })

  test('is healthy as the loop that serves sockets says through nginx', async () => {
    const { Config } = await container.inspect()
    const [, ...command] = Config.Healthcheck!.Test!
    expect(await container.run(...command)).toEqual({ code: 0, output: '' })
    const { code } = await container.run('env', 'BENCH_PORT=1', ...command)
    expect(code).toBe(1)
  })

  test('tells its users and ends in order within the ten seconds of docker stop', async () => {
    const [grant] = await openPage(container.url, { key: { sensor: 1, window: 1 }, queryMs: ENDLESS_MS })
    await using session = new ChartSession(container.url, grant!)
    await session.first('status', 30_000)
    const begunMs = performance.now()
    await container.stop()
    console.log(`docker stop took ${Math.round(performance.now() - begunMs)} ms`)
    expect(endCode(await session.closed)).toBe('GOING_AWAY')
    expect((await container.inspect()).State).toMatchObject({ ExitCode: 0, OOMKilled: false })
    expect(await container.output()).toContain('stopping')
  })

  test('a setting that is wrong is refused', async () => {
    const refused = startDevelopment(engine!, image!, { BENCH_QUERY_MODE: 'asink' })
    await expect(refused).rejects.toThrow(/unknown query mode: asink[\s\S]*valid: async, blocking/)
  })
})
