import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chromiumPath } from '../chromium.ts'
import { ReportPages } from './reportPages.ts'
import { simulatedRun } from './simulated/run.ts'
import { withTimeline } from './simulated/timeline.ts'

if (!chromiumPath) console.warn('skipped: no Chromium on this machine (apt-get install chromium)')

const GRID = '#resources-24-async'

let pages: ReportPages

beforeAll(async () => {
  if (!chromiumPath) return
  const run = simulatedRun({ names: ['single', 'cluster', 'queue'], modes: ['async', 'blocking'] })
  pages = await ReportPages.make(chromiumPath, { run: withTimeline(run) })
}, 60_000)

afterAll(() => pages?.[Symbol.asyncDispose]())

/** What the panels of the grid hold at the moment that is read, row by row. */
async function read(page: Page): Promise<string[]> {
  const texts = await page.locator(`${GRID} .read`).allTextContents()
  return texts.map((text) => text.replaceAll('\u00a0', ' '))
}

/** Where the lines stand, px from the left of their pictures; empty where there is none. */
async function lines(page: Page): Promise<string[]> {
  const paths = page.locator('#resources .cross[d]')
  return paths.evaluateAll((all) => all.map((path) => /^M([\d.]+)/.exec(path.getAttribute('d')!)![1]!))
}

const at5s = [
  '6 % · 12 % Postgres',
  '12 % · 12 % Postgres',
  '12 % · 12 % Postgres',
  '80 MB',
  '80 MB',
  '80 MB',
]

test.skipIf(!chromiumPath)('the pointer over one panel reads all panels of its grid', async () => {
  const { page, heard } = await pages.open('run')
  const picture = page.locator(`${GRID} .panel svg`).nth(4)
  await picture.scrollIntoViewIfNeeded()
  const box = (await picture.boundingBox())!
  // The plot lies between 44 px and 14 px, and its axis ends a little beyond 25 s.
  await picture.hover({ position: { x: 44 + (box.width - 58) * 0.26, y: box.height / 2 } })
  expect((await read(page)).slice(0, 6)).toEqual(at5s)
  expect(await page.locator(`${GRID} .when`).textContent()).toMatch(/^at 6\.\d+\u00a0s$/)
  const drawn = await lines(page)
  expect(drawn).toHaveLength(15)
  expect(new Set(drawn).size).toBe(1)
  await page.mouse.move(0, 0)
  expect(await lines(page)).toEqual([])
  expect(new Set(await read(page))).toEqual(new Set(['']))
  expect(heard).toEqual([])
  await page.close()
})

test.skipIf(!chromiumPath)('the keys move it, and Escape takes it away', async () => {
  const { page } = await pages.open('run')
  const slider = page.locator(`${GRID}`).getByRole('slider')
  await slider.focus()
  expect(await slider.getAttribute('aria-valuetext')).toBe('0.0\u00a0s')
  await page.keyboard.press('PageUp')
  await page.keyboard.press('PageUp')
  for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowLeft')
  expect((await read(page)).slice(0, 6)).toEqual(at5s)
  expect(Number(await slider.getAttribute('aria-valuenow'))).toBeGreaterThan(4_500)
  await page.keyboard.press('End')
  expect(await slider.getAttribute('aria-valuenow')).toBe(await slider.getAttribute('aria-valuemax'))
  await page.keyboard.press('Escape')
  expect(await lines(page)).toEqual([])
  await page.close()
})

test.skipIf(!chromiumPath)('a touch reads, and what it read stays', async () => {
  const { page } = await pages.open('run', { width: 390 })
  const picture = page.locator(`${GRID} .panel svg`).first()
  await picture.scrollIntoViewIfNeeded()
  const box = (await picture.boundingBox())!
  const session = await page.context().newCDPSession(page)
  const touchPoints = [{ x: box.x + 100, y: box.y + 40 }]
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints })
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  expect(await lines(page)).toHaveLength(15)
  await page.close()
})

test.skipIf(!chromiumPath)('on a narrow screen the grid scrolls, and its titles stay', async () => {
  const { page } = await pages.open('run', { width: 390 })
  const scroll = page.locator(`${GRID} .scroll`)
  const places = () =>
    page.locator(`${GRID} .title`).evaluateAll((all) => all.map((one) => one.getBoundingClientRect().left))
  const before = await places()
  await scroll.evaluate((element) => element.scrollTo(200, 0))
  expect(await scroll.evaluate((element) => element.scrollLeft)).toBe(200)
  expect(await places()).toEqual(before)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  await page.close()
})
