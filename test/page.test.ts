import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Disposal } from '../harness/lifecycle/disposal.ts'
import type { Services } from '../harness/services/start.ts'
import { resolveStrategy } from '../harness/target/strategyReference.ts'
import { verifySettings } from '../harness/verify/settings.ts'
import { startSubject } from '../harness/verify/subject.ts'
import { startGateway } from '../strategies/app/client/gateway.fixture.ts'
import type { SessionGrant } from '../strategies/app/protocol/messages.ts'
import type { Booted } from '../strategies/conformance/contract.ts'
import { strategyNames } from '../strategies/index.ts'
import { chromiumPath, startBrowser, type TestBrowser } from './chromium.ts'
import { startTestServices } from './services.ts'

const DRAWN_MS = 15_000
/** Long enough for a browser on a busy machine to attach again. */
const GRACE_MS = 3_000

/** Somebody else's web server, with one page. `html` is asked for at each request. */
async function startForeignSite(html: () => string): Promise<{ origin: string } & AsyncDisposable> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(html())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** What a page asks for and complains about. */
function watchPage(page: Page): { origins: Set<string>; complaints: string[] } {
  const origins = new Set<string>()
  const complaints: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith('data:')) origins.add(new URL(request.url()).origin)
  })
  page.on('websocket', (socket) => origins.add(new URL(socket.url()).origin.replace('ws:', 'http:')))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  return { origins, complaints }
}

/** The chart is there: marks in a picture that fills its card. */
async function expectDrawn(chart: Locator): Promise<void> {
  await chart.and(chart.page().locator('[data-drawn]')).waitFor({ timeout: DRAWN_MS })
  const card = (await chart.boundingBox())!
  const picture = (await chart.locator('.chart svg').boundingBox())!
  expect(picture.width).toBeGreaterThan(card.width * 0.8)
  expect(picture.width).toBeLessThanOrEqual(card.width)
  expect(picture.height).toBeGreaterThan(120)
  expect(await chart.locator('.mark-area path').count()).toBe(1)
  const line = await chart.locator('.mark-line path').getAttribute('d')
  expect(line?.split('L')).toHaveLength(20)
}

describe.skipIf(chromiumPath === undefined)('in a real browser', () => {
  let services: Services
  let browser: TestBrowser
  // Named by SCREENSHOTS it is kept, to be looked at.
  const kept = process.env.SCREENSHOTS
  const folder = kept ?? mkdtempSync(join(tmpdir(), 'chartbench-screenshots-'))
  const disposal = new Disposal()
  beforeAll(async () => {
    services = disposal.use(await startTestServices())
    browser = disposal.use(await startBrowser(chromiumPath!))
    if (kept === undefined) disposal.defer(() => rmSync(folder, { recursive: true }))
  })
  afterAll(() => disposal[Symbol.asyncDispose]())

  describe.each(strategyNames)('%s', (name) => {
    let subject: Booted
    let friend: { origin: string } & AsyncDisposable
    const own = new Disposal()
    beforeAll(async () => {
      friend = own.use(
        await startForeignSite(() => embeddingPage(subject.url, { sensor: 3, window: 7, query: '50ms' })),
      )
      const settings = verifySettings({ queryMode: 'async', connections: 3, workers: 2 })
      subject = own.use(
        await startSubject({
          reference: await resolveStrategy(name),
          services,
          settings: { ...settings, graceMs: GRACE_MS, allowedOrigins: [friend.origin] },
          signal: new AbortController().signal,
        }),
      )
    })
    afterAll(() => own[Symbol.asyncDispose]())

    test('the host page draws its three charts, and nothing leaves the server', async () => {
      const page = await browser.context.newPage()
      const { origins, complaints } = watchPage(page)
      await page.setViewportSize({ width: 1_200, height: 800 })
      await page.goto(`${subject.url}/?widgets=3&sensor=2&window=18&query=50ms`)
      const charts = page.locator('bench-chart')
      expect(await charts.count()).toBe(3)
      for (const chart of await charts.all()) await expectDrawn(chart)
      // Widget i asks for key + i, over the end of a sensor's windows.
      for (const title of ['Sensor 2, window 18', 'Sensor 2, window 19', 'Sensor 3, window 0']) {
        expect(await page.getByText(title).count()).toBe(1)
      }
      await page.screenshot({ path: join(folder, `${name}-drawn.png`) })
      expect([...origins]).toEqual([subject.url])
      expect(complaints).toEqual([])
      await page.close()
    })

    test('the level that a user sets is answered, on a narrow screen too', async () => {
      const page = await browser.context.newPage()
      const { complaints } = watchPage(page)
      await page.setViewportSize({ width: 390, height: 800 })
      await page.goto(`${subject.url}/?sensor=7&window=4&query=50ms`)
      const chart = page.locator('bench-chart')
      await expectDrawn(chart)
      const slider = chart.locator('input[type=range]')
      const [least, most] = [
        Number(await slider.getAttribute('min')),
        Number(await slider.getAttribute('max')),
      ]
      await slider.fill(String(Math.round((least + most) / 2)))
      await page.locator('bench-chart[data-answered]').waitFor()
      const points = chart.locator('.mark-symbol path')
      await expect.poll(() => points.count()).toBeGreaterThan(0)
      expect(await points.count()).toBeLessThan(20)
      await page.screenshot({ path: join(folder, `${name}-narrow.png`) })
      await slider.fill(String(most))
      await expect.poll(() => points.count()).toBeLessThan(3)
      expect(complaints).toEqual([])
      const width = await page.evaluate(() => document.documentElement.scrollWidth)
      expect(width).toBe(390)
      await page.close()
    })

    test('a page of an allowed origin embeds a chart', async () => {
      const page = await browser.context.newPage()
      const { origins, complaints } = watchPage(page)
      await page.goto(friend.origin)
      const chart = page.locator('bench-chart')
      await expectDrawn(chart)
      expect(await page.getByText('Sensor 3, window 7').count()).toBe(1)
      await page.screenshot({ path: join(folder, `${name}-embedded.png`) })
      expect([...origins].toSorted()).toEqual([friend.origin, subject.url].toSorted())
      expect(complaints).toEqual([])
      await page.close()
    })

    test('where sockets are blocked, the chart comes by long poll', async () => {
      await using gateway = await startGateway(subject.url)
      gateway.blockSockets()
      const before = await subject.counts()
      const page = await browser.context.newPage()
      await page.goto(`${gateway.url}/?sensor=5&window=6&query=50ms`)
      const chart = page.locator('bench-chart')
      await expectDrawn(chart)
      // Nobody would answer it.
      expect(await chart.locator('.level').isHidden()).toBe(true)
      expect(gateway.sockets.passed).toBe(0)
      expect((await subject.counts()).started - before.started).toBe(1)
      await page.close()
    })

    test('a socket that was cut is attached again, and the chart comes', async () => {
      await using gateway = await startGateway(subject.url)
      const before = await subject.counts()
      const page = await browser.context.newPage()
      await page.goto(`${gateway.url}/?sensor=5&window=7&query=1s`)
      await page.getByText(/^The query runs …/).waitFor()
      gateway.cut()
      const chart = page.locator('bench-chart')
      await expectDrawn(chart)
      expect(await chart.locator('.level').isVisible()).toBe(true)
      expect(gateway.sockets.passed).toBe(2)
      expect((await subject.counts()).started - before.started).toBe(1)
      await page.close()
    })

    test('a session that is gone for good is said to be, and asked for again', async () => {
      await using gateway = await startGateway(subject.url)
      const page = await browser.context.newPage()
      await page.goto(`${gateway.url}/?sensor=5&window=8&query=50ms`)
      const chart = page.locator('bench-chart')
      await expectDrawn(chart)
      const grants = await page.locator('#bench-sessions').textContent()
      const holder = new URL((JSON.parse(grants!) as SessionGrant[])[0]!.socket, subject.url).search
      // Longer than the grace time, as a laptop that was shut.
      gateway.blockSockets(502)
      gateway.cut()
      await page.getByText(/^Reconnecting …/).waitFor()
      await page.screenshot({ path: join(folder, `${name}-reconnecting.png`) })
      await expect
        .poll(async () => (await fetch(`${subject.url}/healthz${holder}`)).json(), { timeout: DRAWN_MS })
        .toMatchObject({ sessions: 0 })
      gateway.allowSockets()
      await page.getByText(/^This chart's session is gone: /).waitFor()
      await page.screenshot({ path: join(folder, `${name}-gone.png`) })
      await page.getByRole('button', { name: 'Reload' }).click()
      await page.getByText(/^This chart's session is gone: /).waitFor({ state: 'detached' })
      await expectDrawn(page.locator('bench-chart'))
      await page.close()
    })

    test('a page of another origin gets nothing', async () => {
      await using stranger = await startForeignSite(() =>
        embeddingPage(subject.url, { sensor: 3, window: 7 }),
      )
      const before = await subject.counts()
      const page = await browser.context.newPage()
      const refused = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/embed.js'))
      await page.goto(stranger.origin)
      await refused
      const status = await page.evaluate(
        (url) =>
          fetch(`${url}/sessions`, { method: 'POST', body: '{}' }).then(
            (response) => response.status,
            () => 'refused',
          ),
        subject.url,
      )
      expect(status).toBe('refused')
      expect(await page.evaluate(() => customElements.get('bench-chart'))).toBeUndefined()
      expect(await subject.counts()).toEqual(before)
      await page.close()
    })

    // The last: who waited outlives the page by the grace, and what begins then is in the counts of queries.
    test('the page says what it waits for', async () => {
      const page = await browser.context.newPage()
      await page.setViewportSize({ width: 1_200, height: 800 })
      await page.goto(`${subject.url}/?widgets=4&query=60s`)
      await page
        .getByText(/^The query runs …/)
        .first()
        .waitFor()
      // Whoever still waits for a worker is shown as next, too.
      await page
        .getByText(/^Next for the database …/)
        .first()
        .waitFor()
      await page.screenshot({ path: join(folder, `${name}-waiting.png`) })
      await page.close()
    })
  })
})

if (chromiumPath === undefined) {
  test('in a real browser', (context) => {
    context.skip('no Chromium on this machine; the variable CHROMIUM can name one')
  })
}

/** What somebody would write who embeds a chart. */
function embeddingPage(server: string, attributes: Record<string, string | number>): string {
  const text = Object.entries(attributes).map(([name, value]) => `${name}="${value}"`)
  return `<!doctype html><meta charset="utf-8"><title>Somebody else</title><link rel="icon" href="data:,">
<script type="module" src="${server}/embed.js"></script>
<h1>Somebody else's page</h1><bench-chart ${text.join(' ')}></bench-chart>`
}
