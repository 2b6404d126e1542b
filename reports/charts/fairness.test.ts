import { expect, test } from 'vitest'
import { plotOf, sectionOf, textsOf } from '../../test/reports/drawn.ts'
import { simulatedRun } from '../../test/reports/simulated/run.ts'
import {
  asClosed,
  undescribed,
  withScenario,
  withStrategies,
  withVerdict,
  withWorkers,
} from '../../test/reports/simulated/variants.ts'
import type { RecordedRun } from '../contract.ts'
import { fairness } from './fairness.ts'

const plain = (text: string | undefined) => text?.replaceAll('\u00a0', ' ')
const even = {
  single: [[64, 10]],
  cluster: [
    [19, 3],
    [19, 3],
    [13, 2],
    [13, 2],
  ],
  queue: [[64, 0]],
} as const
const uneven = {
  ...even,
  cluster: [
    [13, 3],
    [14, 3],
    [20, 2],
    [17, 2],
  ],
} as const
const run = (options = {}) => simulatedRun({ users: [64], ...options })

test('an uneven spread is the cause, with the worker that sets the finish', async () => {
  const section = sectionOf(fairness, withWorkers(run(), uneven))!
  expect(plain(section.answer)).toMatch(
    /\*\*w3 of cluster has more users than an even share and sets the finish\*\*: 10 waves instead of 7 with 64 users and async queries\.$/,
  )
  const [figure] = section.figures
  expect(figure!.panels.map(({ note }) => plain(note?.text))).toEqual(['7 waves', '10 waves', '8 waves'])
  const texts = await textsOf(figure, 1)
  expect(texts).toEqual(expect.arrayContaining(['w3', '20 ÷ 2 = 10 waves', '0', '32', '64']))
  const rects = plotOf(figure, 1).layers.slice(0, 2) as { data: { values: { name: string }[] } }[]
  expect(rects.map(({ data }) => data.values.map(({ name }) => name))).toEqual([['w3'], ['w1', 'w2', 'w4']])
  expect(plain(plotOf(figure, 1).alternative)).toMatch(
    /^cluster: w1 13 ÷ 3 = 5 waves, .* w4 17 ÷ 2 = 9 waves\.$/,
  )
  expect(figure!.panels[1]!.table!.rows[2]).toEqual(['w3', 20, 2, 10])
})

test('an even spread has no cause', () => {
  const { answer } = sectionOf(fairness, withWorkers(run(), even))!
  expect(answer).toMatch(/No worker of cluster needs more of them than an even spread would\.$/)
  expect(answer).not.toContain('**')
  const alone = withWorkers(run({ names: ['single'] }), even)
  expect(sectionOf(fairness, alone)!.answer).toMatch(/No strategy divides its users\.$/)
})

test.each<[string, (run: RecordedRun) => RecordedRun]>([
  ['steady arrivals', (run) => withScenario(run, { name: 'steady', load: { shape: 'constant' } })],
  [
    'others besides',
    (run) =>
      withScenario(run, {
        name: 'neighbour',
        load: { shape: 'burst' },
        besides: { bystander: { users: 4 } },
      }),
  ],
  ['a closed model', asClosed],
  ['an unknown scenario', (run) => withScenario(run, {})],
])('%s: users and slots, no waves', async (_, change) => {
  const section = sectionOf(fairness, change(withWorkers(run(), uneven)))!
  expect(section.answer).toContain('no number of waves follows')
  expect(await textsOf(section.figures[0], 1)).toContain('20 users, 2 slots')
  expect(JSON.stringify(section.figures)).not.toMatch(/\d waves?\b/)
})

test('users that no worker ever saw', () => {
  const overloaded = withWorkers(run({ names: ['single'], modes: ['blocking'], patienceS: 30 }), {
    single: [[30, 1]],
  })
  const [panel] = sectionOf(fairness, overloaded)!.figures[0]!.panels
  expect(panel!.note).toEqual({ text: '34 not reached', bad: true })
  expect(plain(plotOf(sectionOf(fairness, overloaded)!.figures[0]).alternative)).toContain(
    '34 users reached no worker',
  )
})

test('several trials: the first one is shown', () => {
  const three = withWorkers(run({ trials: 3 }), uneven)
  const { report } = three
  const trials = report.trials.map((trial) => (trial.order % 3 === 1 ? trial : { ...trial, workers: [] }))
  const section = sectionOf(fairness, { ...three, report: { ...report, trials } })!
  expect(section.figures[0]!.caption).toContain('first trial')
  expect(section.figures[0]!.panels.every(({ plot }) => 'layers' in plot)).toBe(true)
})

test('one user, a strategy that is not described, and one that tells nothing', () => {
  const one = withWorkers(simulatedRun({ users: [1] }), {
    single: [[1, 10]],
    cluster: [
      [0, 3],
      [1, 3],
      [0, 2],
      [0, 2],
    ],
  })
  const { figures } = sectionOf(fairness, undescribed(one, 'queue'))!
  expect(figures[0]!.panels[0]).toMatchObject({
    strategy: { name: 'queue' },
    plot: { reason: 'It tells nothing of its workers.' },
  })
  expect(plain(plotOf(figures[0], 2).alternative)).toContain('w2 1 ÷ 3 = 1 wave')
})

test('8 strategies, one of them left out', () => {
  const many = withWorkers(withStrategies(run(), 8), { ...uneven, 'extra-1': [[64, 10]] })
  const [figure] = sectionOf(fairness, withVerdict(many, 'single', 'INVALID', 'steal: 7.1 %'))!.figures
  expect(figure!.panels).toHaveLength(8)
  expect(figure!.panels[0]!.plot).toEqual({ verdict: 'INVALID', reason: 'Steal: 7.1 %.' })
})

test('where no server tells of workers there is no section', () => {
  expect(sectionOf(fairness, run())).toBeNull()
})
