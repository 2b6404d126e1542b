import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { htmlReport } from '../../reports/html/index.ts'
import { simulatedRun } from './simulated.ts'

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
)
if (!executablePath) console.warn('skipped: no Chromium on this machine (apt-get install chromium)')

let browser: Browser
let folder: string

beforeAll(async () => {
  if (!executablePath) return
  folder = mkdtempSync(join(tmpdir(), 'bench-page-'))
  const run = simulatedRun({
    names: ['single', 'thread-per-user', 'cluster', 'proxy-pool', 'queue'],
    modes: ['async', 'blocking'],
    users: [24, 64],
  })
  const rendered = await htmlReport.render(run, { columns: 80, color: false })
  if ('content' in rendered) writeFileSync(join(folder, 'report.html'), rendered.content)
  browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
    ],
  })
}, 60_000)

afterAll(async () => {
  await browser?.close()
  if (folder) rmSync(folder, { recursive: true, force: true })
})

async function open(width: number, colorScheme: 'light' | 'dark') {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme })
  const messages: string[] = []
  page.on('console', (message) => messages.push(message.text()))
  await page.goto(pathToFileURL(join(folder, 'report.html')).href)
  return { page, messages }
}

test.skipIf(!executablePath).each([
  [1280, 'light'],
  [1280, 'dark'],
  [900, 'light'],
  [390, 'dark'],
] as const)('at %i px, %s: nothing is cut off, nothing is refused', async (width, scheme) => {
  const { page, messages } = await open(width, scheme)
  const outside = await page.evaluate(() =>
    [...document.querySelectorAll('main *')]
      .filter((element) => !element.closest('thead'))
      .filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
      .map((element) => element.outerHTML.slice(0, 80)),
  )
  expect(outside).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
  expect(messages).toEqual([])
  await page.close()
})

test.skipIf(!executablePath)('marks take the colour of the scheme', async () => {
  for (const [scheme, color] of [
    ['light', 'rgb(31, 111, 197)'],
    ['dark', 'rgb(79, 159, 240)'],
  ] as const) {
    const { page } = await open(1280, scheme)
    const line = page.locator('.s0 svg.wide path[stroke="var(--c)"]').first()
    expect(await line.evaluate((path) => getComputedStyle(path).stroke)).toBe(color)
    await page.close()
  }
})

test.skipIf(!executablePath)('the keyboard chooses the number of users', async () => {
  const { page } = await open(1280, 'light')
  expect(await page.locator('#comparison .at-24 table').isVisible()).toBe(false)
  await page.locator('#users-64').focus()
  await page.keyboard.press('ArrowLeft')
  expect(await page.locator('#comparison .at-24 table').isVisible()).toBe(true)
  expect(await page.locator('#comparison .at-64 table').isVisible()).toBe(false)
  await page.close()
})
