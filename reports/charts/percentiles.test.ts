import { expect, test } from 'vitest'
import { plotOf, sectionOf, textsOf } from '../../test/reports/drawn.ts'
import { simulatedRun } from '../../test/reports/simulated/run.ts'
import { asClosed, undescribed, withStrategies, withVerdict } from '../../test/reports/simulated/variants.ts'
import { leastFor } from '../percentiles.ts'
import { nines, steps } from './percentilePlot.ts'
import { percentiles } from './percentiles.ts'

const NBSP = /\u00a0/g
const plain = (text: string | undefined) => text?.replace(NBSP, ' ')

test('64 users: lines end at p95, and the answer says what p99 would need', async () => {
  const section = sectionOf(percentiles, simulatedRun({ users: [64], modes: ['async', 'blocking'] }))!
  expect(section.figures.map(({ id }) => id)).toEqual(['percentiles-64-async', 'percentiles-64-blocking'])
  expect(plain(section.answer)).toContain(
    'Lines end at p95: **64 charts are too few to state p99** (299 are needed).',
  )
  const texts = await textsOf(section.figures[0])
  expect(texts).toEqual(expect.arrayContaining(['p50', 'p90', 'p95', 'best possible']))
  expect(texts).toEqual(expect.arrayContaining([expect.stringMatching(/^single 3\d\.\d s$/)]))
  expect(texts.join(' ')).not.toMatch(/p9[6-9]/)
})

test('the value at the end of a line is that of the summary', () => {
  const run = simulatedRun({ users: [64], trials: 3 })
  const [figure] = sectionOf(percentiles, run)!.figures
  const table = figure!.panels[0]!.table!
  expect(table.head).toEqual(['percentile', 'single', 'cluster', 'queue', 'best possible'])
  const p95 = table.rows.find(([percent]) => percent === 'p95')!
  for (const [i, cell] of run.report.cells.entries()) {
    expect(plain(String(p95[i + 1]))).toBe(`${(cell.ttcMs.p95! / 1_000).toFixed(1)} s`)
  }
  expect(plain(figure!.caption)).toBe('64 users, n = 192')
  expect(table.rows.at(-1)![0]).toBe('p98')
})

test.each([
  [1, 'Lines end at p50: **1 chart is too few to state p95** (59 are needed).'],
  [8, 'Lines end at p68: **8 charts are too few to state p95** (59 are needed).'],
])('%i users: the curve goes as far as n carries, and no farther', async (users, answer) => {
  const section = sectionOf(percentiles, simulatedRun({ users: [users] }))!
  expect(plain(section.answer)).toContain(answer)
  expect(section.figures[0]!.caption).toContain('p95 needs 59')
  expect(await textsOf(section.figures[0])).toContainEqual(expect.stringMatching(/^single 5\.0\d s$/))
})

test('with several user counts the answer is about the most', () => {
  const { answer } = sectionOf(percentiles, simulatedRun({ users: [8, 64] }))!
  expect(plain(answer)).toMatch(/With 64 users lines end at p95: .* With fewer users they end earlier\.$/)
})

test('users that gave up stand at the time-out value', async () => {
  const run = simulatedRun({ names: ['single', 'queue'], modes: ['blocking'] })
  const [figure] = sectionOf(percentiles, run)!.figures
  expect(await textsOf(figure)).toContain('single &gt; 75.0 s')
  expect(plain(figure!.caption)).toContain('who got no chart counts with 75.0 s')
  expect(plain(plotOf(figure).alternative)).toContain('single > 75.0 s at p88')
})

test('a cell without figures that count is named, not drawn', async () => {
  const run = withVerdict(simulatedRun(), 'queue', 'INVALID', 'steal')
  const [figure] = sectionOf(percentiles, run)!.figures
  expect(figure!.caption).toContain('without queue (INVALID)')
  expect((await textsOf(figure)).join(' ')).not.toContain('queue')
})

test('nothing to plot, no section; in one group alone, its verdict instead', () => {
  const skipped = (run: ReturnType<typeof simulatedRun>) =>
    withVerdict(run, 'single', 'SKIPPED', 'nginx was not found')
  expect(sectionOf(percentiles, skipped(simulatedRun({ names: ['single'] })))).toBeNull()
  const both = simulatedRun({ names: ['single'], modes: ['async', 'blocking'] })
  const { report } = skipped(both)
  const cells = report.cells.map((cell, i) => (i === 0 ? both.report.cells[0]! : cell))
  const trials = report.trials.map((trial, i) => (i === 0 ? both.report.trials[0]! : trial))
  const { figures } = sectionOf(percentiles, { ...both, report: { ...report, cells, trials } })!
  expect(figures[1]!.panels[0]!.plot).toEqual({ verdict: 'SKIPPED', reason: 'nginx was not found.' })
})

test('a closed model has no best possible times', async () => {
  const [figure] = sectionOf(percentiles, asClosed(simulatedRun()))!.figures
  expect(figure!.caption).toMatch(/^closed model; /)
  expect(await textsOf(figure)).not.toContain('best possible')
  expect(figure!.panels[0]!.table!.head).not.toContain('best possible')
})

test('a strategy that the report does not describe is grey', () => {
  const [figure] = sectionOf(percentiles, undescribed(simulatedRun(), 'queue'))!.figures
  const layers = JSON.stringify(plotOf(figure).layers)
  expect(layers).toContain('"stroke":"var(--ink3)"')
  expect(layers).not.toContain('s-1')
})

test('8 strategies: every label keeps 14 px from the next', async () => {
  const [figure] = sectionOf(percentiles, withStrategies(simulatedRun({ users: [64] }), 8))!.figures
  const labels = (await textsOf(figure)).filter((text) => / \d+\.\d+ s$/.test(text))
  expect(labels).toHaveLength(8)
  const layer = plotOf(figure).layers.at(-1) as { data: { values: { ms: number }[] } }
  const { scale } = (plotOf(figure).layers[0] as { encoding: { y: { scale: { domain: number[] } } } })
    .encoding.y
  const places = layer.data.values.map(({ ms }) => (1 - ms / scale.domain[1]!) * (figure!.height - 44))
  for (let i = 1; i < 8; i++) expect(places[i]! - places[i - 1]!).toBeGreaterThanOrEqual(14 - 1e-6)
})

test('the staircase holds exact nearest ranks, thinned or not', () => {
  const sorted = Array.from({ length: 1_000 }, (_, i) => i + 1)
  const whole = steps(sorted, 99, 2_000)
  expect(whole[0]).toEqual({ nines: 0, ms: 1 })
  expect(whole).toHaveLength(991)
  expect(whole.at(-1)).toEqual({ nines: nines(99), ms: 990 })
  const thinned = steps(sorted, 99, 240)
  expect(thinned).toHaveLength(240)
  expect(thinned.at(-1)).toEqual(whole.at(-1))
  // Places are even on the axis, so that the tail keeps its steps.
  expect(thinned.filter(({ nines: at }) => at > 1)).toHaveLength(120)
})

test('a large run stays within 2,000 points a plot', () => {
  const run = withStrategies(simulatedRun({ users: [3_000], names: ['single'], patienceS: 9_000 }), 8)
  const [figure] = sectionOf(percentiles, run)!.figures
  const points = (plotOf(figure).layers as { data: { values: unknown[] } }[]).reduce(
    (sum, { data }) => sum + data.values.length,
    0,
  )
  expect(points).toBeLessThan(2_040)
  expect(figure!.panels[0]!.table!.rows.at(-1)![0]).toBe('p99.9')
  expect(leastFor(99.9)).toBeLessThanOrEqual(3_000)
})
