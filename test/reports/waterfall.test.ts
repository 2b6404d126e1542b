import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chromiumPath } from '../chromium.ts'
import { ReportPages } from './reportPages.ts'
import { simulatedRun } from './simulated/run.ts'

if (!chromiumPath) console.warn('skipped: no Chromium on this machine (apt-get install chromium)')

let pages: ReportPages

beforeAll(async () => {
  if (!chromiumPath) return
  const run = simulatedRun({ names: ['single', 'cluster', 'queue'], modes: ['async', 'blocking'] })
  const samples = (id: string) =>
    run
      .samples(id)
      .map((one) =>
        one.user === 1 && id.endsWith('queue') ? { ...one, fate: 'requeried' as const, queries: 2 } : one,
      )
  pages = await ReportPages.make(chromiumPath, { run: { ...run, samples } })
}, 60_000)

afterAll(() => pages?.[Symbol.asyncDispose]())

/** What takes the clicks in the panel of a strategy. */
function rowsOf(page: Page, mode: 'async' | 'blocking', strategy: string) {
  return page.locator(`#sessions-24-${mode} .panel`, { hasText: strategy }).locator('.pick')
}

/** What the waterfall of a figure says, piece by piece. */
async function waterfall(page: Page, mode: 'async' | 'blocking') {
  const pieces = page.locator(`#sessions-24-${mode} .waterfall :is(.summary, .name, li, .ticks span)`)
  return (await pieces.allTextContents()).join('; ').replaceAll('\u00a0', ' ')
}

test.skipIf(!chromiumPath)('a click on a bar shows that session in three lanes', async () => {
  const { page, heard } = await pages.open('run')
  const rows = rowsOf(page, 'async', 'queue')
  const box = (await rows.boundingBox())!
  // The second of 24 rows, of which the picture leaves 5 px above and 18 px below.
  const y = 5 + 1.5 * ((box.height - 23) / 24)
  await rows.click({ position: { x: box.width / 2, y } })
  expect((await waterfall(page, 'async')).split('; ')).toEqual([
    'queue, user 1: chart arrived after 5.03 s (fate: requeried, query started 2 times)',
    'client',
    ...['before it was sent 0.09 ms', 'page 5.9 ms', 'socket 5.0 ms', 'first status 1.0 ms'],
    'until the chart 5.02 s',
    'server',
    ...[
      'session made 0.50 ms',
      'queued for a job worker 5.5 ms',
      'query and its result 5.00 s',
      'push 17.0 ms',
    ],
    'database',
    'query 5.00 s',
    ...['0', '1 s', '2 s', '3 s', '4 s', '5 s'],
  ])
  expect(await page.locator('#sessions .chosen').count()).toBe(2)
  expect(await page.locator('#sessions-24-blocking .waterfall').isVisible()).toBe(false)
  expect(heard).toEqual([])
  await page.close()
})

test.skipIf(!chromiumPath)('the keyboard moves through the rows, and Escape closes', async () => {
  const { page, heard } = await pages.open('run')
  const rows = rowsOf(page, 'blocking', 'single')
  await rows.focus()
  await page.keyboard.press('ArrowDown')
  expect(await rows.getAttribute('aria-valuetext')).toBe('user 0: gave up after 75.0\u00a0s')
  await page.keyboard.press('ArrowDown')
  const second = await waterfall(page, 'blocking')
  expect(second).toContain(
    'single, user 1: gave up after 75.0 s; client; before it was sent 0.09 ms; page 10.0 s',
  )
  expect(second).toContain('socket, which never opened 65.0 s; server; session made 0.20 ms')
  await page.keyboard.press('End')
  expect(await rows.getAttribute('aria-valuenow')).toBe('24')
  await page.keyboard.press('ArrowDown')
  expect(await rows.getAttribute('aria-valuenow')).toBe('24')
  // From the rows to the next panel's, and on to what has opened below them.
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  expect(await waterfall(page, 'blocking')).toMatch(/^cluster, user 0 on w1: chart arrived/)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Close')
  await page.keyboard.press('Escape')
  expect(await page.locator('.waterfall.open').count()).toBe(0)
  expect(await page.locator('.chosen').count()).toBe(0)
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
    "cluster: one user's time",
  )
  expect(heard).toEqual([])
  await page.close()
})

test.skipIf(!chromiumPath)('without scripts the page says nothing of clicks', async () => {
  const { page } = await pages.open('run', { scripts: false })
  expect(await page.locator('.hint, .pick, .waterfall').count()).toBe(0)
  expect(await page.locator('#sessions svg.plot.wide').first().isVisible()).toBe(true)
  await page.close()
})
