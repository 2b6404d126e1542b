import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RecordedRun } from '../../reports/contract.ts'
import { chromiumPath } from '../chromium.ts'
import {
  killed,
  matrix,
  mixed,
  nothing,
  objectiveMissed,
  oneUser,
  recommending,
  unusable,
} from './conditions.ts'
import { ReportPages, WHOLE } from './reportPages.ts'
import { simulatedRun } from './simulated/run.ts'
import { withFaults } from './simulated/variants.ts'

const runs = {
  matrix: () => recommending(matrix([8, 20], 30), { ties: ['thread-per-user'] }),
  faults: () => withFaults(simulatedRun({ names: ['single', 'cluster', 'queue'] })),
  killed: () => killed(['proxy-pool', 'queue'], [8, 24]),
  unusable,
  mixed,
  missed: objectiveMissed,
  'one user': oneUser,
  nothing,
} satisfies Record<string, () => RecordedRun>

type View = readonly ['light' | 'dark', number]

/** The matrix in every view, the other runs in one that differs: axe takes its time. */
const looks: readonly (readonly [keyof typeof runs, View])[] = [
  ['matrix', ['light', 1280]],
  ['matrix', ['dark', 1280]],
  ['matrix', ['light', 390]],
  ['mixed', ['light', 1280]],
  ['mixed', ['dark', 390]],
  ['faults', ['dark', 1280]],
  ['killed', ['light', 390]],
  ['unusable', ['dark', 390]],
  ['missed', ['light', 1280]],
  ['nothing', ['dark', 1280]],
]

if (!chromiumPath) console.warn('skipped: no Chromium on this machine (apt-get install chromium)')

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
let pages: ReportPages

beforeAll(async () => {
  if (!chromiumPath) return
  const made = Object.entries(runs).map(([name, make]) => [name, make()] as const)
  pages = await ReportPages.make(chromiumPath, Object.fromEntries(made))
}, 120_000)

afterAll(() => pages?.[Symbol.asyncDispose]())

async function open(name: string, scheme: 'light' | 'dark', width: number): Promise<Page> {
  return (await pages.open(name, { width, height: WHOLE, scheme })).page
}

/** The insides of a picture are one image with a text alternative; looking at each of its marks takes minutes. */
const AXE_RUN = 'axe.run({ exclude: ["svg.plot > *"] }, { resultTypes: ["violations"] })'

/** What axe finds that keeps people out, each with where it is. Through the debugger: the page's policy holds. */
async function violations(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page)
  const evaluate = async (expression: string) => {
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    })
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
    return result.value as unknown
  }
  await evaluate(axe)
  const found = (await evaluate(AXE_RUN)) as AxeResults
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`))
}

test.skipIf(!chromiumPath).each(looks)(
  '%s, %s: axe finds nothing serious',
  async (name, [scheme, width]) => {
    const page = await open(name, scheme, width)
    expect(await violations(page)).toEqual([])
    await page.close()
  },
  60_000,
)

test.skipIf(!chromiumPath).each(Object.keys(runs))(
  '%s: at 390 px nothing but the navigation and the resource grid is wider than the screen',
  async (name) => {
    const page = await open(name, 'light', 390)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
    await page.close()
  },
)

test.skipIf(!chromiumPath)(
  'on paper every user count is printed, without navigation and switches',
  async () => {
    const page = await open('matrix', 'dark', 1280)
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    for (const users of [8, 20]) expect(await page.locator(`#comparison .at-${users}`).isVisible()).toBe(true)
    expect(await page.locator('nav').isVisible()).toBe(false)
    expect(await page.locator('.switch').isVisible()).toBe(false)
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    expect(ground).toBe('rgb(255, 255, 255)')
    await page.close()
  },
)

test.skipIf(!chromiumPath)('every control that the keyboard reaches shows where it is', async () => {
  const page = await open('matrix', 'light', 1280)
  const unseen: string[] = []
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press('Tab')
    const outline = await page.evaluate(() => {
      const active = document.activeElement
      if (!active || active === document.body) return 'end'
      const shown = active.matches('.switch input') ? active.nextElementSibling! : active
      const { outlineStyle, outlineWidth } = getComputedStyle(shown)
      return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2
        ? 'seen'
        : active.outerHTML.slice(0, 80)
    })
    if (outline === 'end') break
    if (outline !== 'seen') unseen.push(outline)
  }
  expect(unseen).toEqual([])
  await page.close()
})
