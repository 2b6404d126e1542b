import { expect, test } from 'vitest'
import { plotOf, sectionOf, textsOf } from '../../test/reports/drawn.ts'
import { simulatedRun } from '../../test/reports/simulated/run.ts'
import {
  asClosed,
  undescribed,
  withInteractions,
  withStrategies,
  withVerdict,
} from '../../test/reports/simulated/variants.ts'
import { neighbours } from './neighbours.ts'

const plain = (text: string | undefined) => text?.replaceAll('\u00a0', ' ')
const quick = { aloneMs: 2, loadedMs: 6.4, n: 100 }
const all = { single: quick, cluster: { aloneMs: 2, loadedMs: 2, n: 100 }, queue: quick }

test('the p95 alone and with others, with value and factor', async () => {
  const section = sectionOf(neighbours, withInteractions(simulatedRun(), all))!
  const [figure] = section.figures
  expect(plain(figure!.caption)).toBe('p95 while 24 users load')
  const texts = await textsOf(figure)
  expect(texts).toEqual(
    expect.arrayContaining(['single', '6.2 ms (×3.2)', '1.9 ms (no slower)', '1 ms', '10 ms']),
  )
  expect(plain(section.answer)).toMatch(
    /With async queries it takes 1\.9 ms \(cluster\) to 6\.2 ms \(queue\), which seems immediate\.$/,
  )
  expect(section.answer).not.toContain('**')
  expect(plain(plotOf(figure).alternative)).toMatch(/p95: single 1\.9 ms alone, 6\.2 ms with others; /)
  expect(figure!.panels[0]!.table!.rows).toHaveLength(6)
})

test('hollow marks alone, solid ones with others, in the colour and shape of the strategy', () => {
  const [figure] = sectionOf(neighbours, withInteractions(simulatedRun(), all))!.figures
  const layers = plotOf(figure).layers as {
    mark: { type: string }
    data: { values: Record<string, unknown>[] }
  }[]
  const [alone, loaded] = layers.filter(({ mark }) => mark.type === 'point').map(({ data }) => data.values)
  expect(alone![0]).toMatchObject({ fill: 'var(--card)', stroke: 'var(--s0)' })
  expect(loaded![0]).toMatchObject({ fill: 'var(--s0)', shape: alone![0]!.shape })
  expect(new Set(loaded!.map(({ shape }) => shape)).size).toBe(3)
})

test('a loop that stood still is the cause', () => {
  const blocked = { aloneMs: 2, loadedMs: 5_000, n: 100, loopDelayMs: 5_003 }
  const run = withInteractions(simulatedRun({ modes: ['async'] }), {
    ...all,
    single: blocked,
    cluster: blocked,
  })
  const { answer } = sectionOf(neighbours, run)!
  expect(answer).toContain('**a loop of single and cluster stands still while it queries**')
  expect(answer).toContain('an answer takes 2,500 times as long')
})

test('slow answers while no loop stood still have no cause', () => {
  const slow = { aloneMs: 2, loadedMs: 5_000, n: 100 }
  const { answer } = sectionOf(neighbours, withInteractions(simulatedRun(), { ...all, single: slow }))!
  expect(plain(answer)).toContain('to 4.88 s (single).')
  expect(answer).not.toContain('**')
})

test.each([
  [40, 'p90 while 24 users load, n = 40 (p95 needs 59)'],
  [5, 'slowest answer while 24 users load, n = 5 (p95 needs 59)'],
])('%i answers: another figure, the same for all', (n, caption) => {
  const run = withInteractions(simulatedRun(), { ...all, queue: { ...quick, n } })
  expect(plain(sectionOf(neighbours, run)!.figures[0]!.caption)).toBe(caption)
})

test('all users gave up: the trial has figures where the cell has none', async () => {
  const run = withInteractions(simulatedRun({ names: ['single'], modes: ['blocking'] }), { single: quick })
  expect(run.report.cells[0]!.interactionMs.loaded.n).toBe(0)
  expect(await textsOf(sectionOf(neighbours, run)!.figures[0])).toContain('6.2 ms (×3.2)')
})

test('rows without a figure say why', async () => {
  const run = withVerdict(
    withInteractions(simulatedRun(), { single: quick, queue: quick }),
    'queue',
    'INVALID',
    'x',
  )
  const texts = await textsOf(sectionOf(neighbours, run)!.figures[0])
  expect(texts).toEqual(expect.arrayContaining(['cluster', 'no interaction', 'queue', 'INVALID']))
})

test('one user, several trials, a closed model, an undescribed strategy, 8 strategies', async () => {
  const base = asClosed(withStrategies(simulatedRun({ users: [1], trials: 3 }), 8))
  const run = undescribed(withInteractions(base, { ...all, 'extra-1': quick }), 'queue')
  const [figure] = sectionOf(neighbours, run)!.figures
  expect(plain(figure!.caption)).toBe('closed model; p95 while 1 user load')
  const texts = await textsOf(figure)
  expect(texts.filter((text) => text === 'no interaction')).toHaveLength(4)
  expect(texts).toContain('extra-1')
  expect(JSON.stringify(plotOf(figure).layers)).toContain('var(--ink3)')
})

test('a run without interactions has no section', () => {
  expect(sectionOf(neighbours, simulatedRun())).toBeNull()
})
