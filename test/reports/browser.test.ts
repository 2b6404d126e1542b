import { afterAll, beforeAll, expect, test } from 'vitest'
import { chromiumPath } from '../chromium.ts'
import { ReportPages, WHOLE } from './reportPages.ts'
import { simulatedRun } from './simulated/run.ts'

if (!chromiumPath) console.warn('skipped: no Chromium on this machine (apt-get install chromium)')

let pages: ReportPages

beforeAll(async () => {
  if (!chromiumPath) return
  const run = simulatedRun({
    names: ['single', 'thread-per-user', 'cluster', 'proxy-pool', 'queue'],
    modes: ['async', 'blocking'],
    users: [24, 64],
  })
  pages = await ReportPages.make(chromiumPath, { run })
}, 60_000)

afterAll(() => pages?.[Symbol.asyncDispose]())

test.skipIf(!chromiumPath).each([
  [1280, 'light'],
  [1280, 'dark'],
  [900, 'light'],
  [390, 'dark'],
] as const)('at %i px, %s: nothing is cut off, nothing is refused', async (width, scheme) => {
  const { page, heard } = await pages.open('run', { width, height: WHOLE, scheme })
  const outside = await page.evaluate(() =>
    [...document.querySelectorAll('main *')]
      .filter((element) => !element.closest('thead'))
      .filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
      .map((element) => element.outerHTML.slice(0, 80)),
  )
  expect(outside).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
  expect(heard).toEqual([])
  await page.close()
})

test.skipIf(!chromiumPath)('marks take the colour of the scheme', async () => {
  for (const [scheme, color] of [
    ['light', 'rgb(31, 111, 197)'],
    ['dark', 'rgb(79, 159, 240)'],
  ] as const) {
    const { page } = await pages.open('run', { scheme })
    const line = page.locator('.s0 svg.wide path[stroke="var(--c)"]').first()
    expect(await line.evaluate((path) => getComputedStyle(path).stroke)).toBe(color)
    await page.close()
  }
})

test.skipIf(!chromiumPath)('the keyboard chooses the number of users', async () => {
  const { page } = await pages.open('run')
  expect(await page.locator('#comparison .at-24 table').isVisible()).toBe(false)
  await page.locator('#users-64').focus()
  await page.keyboard.press('ArrowLeft')
  expect(await page.locator('#comparison .at-24 table').isVisible()).toBe(true)
  expect(await page.locator('#comparison .at-64 table').isVisible()).toBe(false)
  await page.close()
})

test.skipIf(!chromiumPath)(
  'once it is open every part is drawn, so that a picture of the whole page shows it',
  async () => {
    const { page, heard } = await pages.open('run')
    await page.waitForFunction(() =>
      [...document.querySelectorAll('main>section h2')].every((heading) =>
        heading.checkVisibility({ contentVisibilityAuto: true }),
      ),
    )
    expect(heard).toEqual([])
    await page.close()
  },
)

test.skipIf(!chromiumPath)('a part that is far from the window is there when it is gone to', async () => {
  const { page, heard } = await pages.open('run')
  await page.locator('nav').getByText('Method').click()
  await page.waitForFunction(() => {
    const { top, bottom } = document.querySelector('#method')!.getBoundingClientRect()
    return top < innerHeight && bottom > 0
  })
  expect(await page.locator('#method').getByText('Time to chart').first().isVisible()).toBe(true)
  expect(heard).toEqual([])
  await page.close()
})
