import { expect, test } from 'vitest'
import { z } from 'zod'
import { githubActionBenchmark } from '../../reports/githubActionBenchmark.ts'
import { fileOf, injected, stateNames, states } from './states.ts'

// What the action demands of the tool customSmallerIsBetter, as its source has it (it publishes no schema):
// src/extract.ts of benchmark-action/github-action-benchmark parses the file as a JSON array and takes name, value,
// unit, range and extra of each entry, of which the first three are not optional; an empty array is an error.
// src/write.ts finds the entry of the commit before by its name. src/extractRangeInfo.ts reads `range` as "±" or
// "+-" and a number of two characters at least.
const entries = z.array(
  z.strictObject({
    name: z.string().min(1),
    value: z.number(),
    unit: z.string().min(1),
    range: z
      .string()
      .regex(/^± \d+\.\d+$/)
      .optional(),
    extra: z.string().optional(),
  }),
)

const read = async (run: Parameters<typeof fileOf>[1]) =>
  entries.parse(JSON.parse(await fileOf(githubActionBenchmark, run)))

test.each(stateNames)('%s', async (name) => {
  const run = states[name]()
  await expect(await fileOf(githubActionBenchmark, run)).toMatchFileSnapshot(
    `../golden/github-action-benchmark-${name}.json`,
  )
  const found = await read(run)
  const valid = run.report.cells.filter(({ verdict }) => verdict === 'VALID')
  expect(new Set(found.map((entry) => entry.name.split(':')[0])).size).toBe(valid.length)
  expect(new Set(found.map((entry) => entry.name)).size).toBe(found.length)
})

test('only valid cells count', async () => {
  const names = (await read(states.states())).map(({ name }) => name.split(',')[0])
  expect(new Set(names)).toEqual(new Set(['thread-per-user']))
})

test('the name says what stands in place of a p95', async () => {
  const one = await read(states.five())
  expect(one[0]).toMatchObject({
    name: 'single, 24 users, async, burst 5s, P 10: slowest time to chart',
    unit: 'ms',
  })
  const three = await read(states.trials())
  expect(three[0]).toMatchObject({
    name: 'single, 24 users, async, burst 5s, P 10: p95 time to chart',
    unit: 'ms',
  })
})

test('what was not the same is not compared: another scenario, query, number of connections or load model', async () => {
  const { report, ...rest } = states.five()
  const { scenario } = report.run
  const changed = (changes: Partial<typeof report.run>) => ({
    ...rest,
    report: { ...report, run: { ...report.run, ...changes } },
  })
  const trials = report.trials.map((trial) => ({
    ...trial,
    connections: { ...trial.connections, budget: 20 },
  }))
  const runs = [
    states.five(),
    changed({ scenario: { ...scenario, name: 'ramp' } }),
    changed({ scenario: { ...scenario, query: '1s' } }),
    changed({ loadModel: 'closed' }),
    { ...rest, report: { ...report, trials } },
  ]
  const names = await Promise.all(runs.map(async (run) => (await read(run))[0]?.name))
  expect(new Set(names).size).toBe(runs.length)
  expect(names[3]).toBe('single, 24 users, async, burst 5s, P 10, closed model: slowest time to chart')
})

test('CPU time has the digits that ticks carry, or is left out', async () => {
  const { report, ...rest } = states.five()
  const cpu = async (cpuMsPerChart: number) => {
    const cells = report.cells.slice(0, 1).map((cell) => ({ ...cell, cpuMsPerChart }))
    const found = await read({ ...rest, report: { ...report, cells } })
    return found.find(({ name }) => name.endsWith('CPU per chart'))?.value
  }
  expect(await cpu(3.217)).toBeUndefined()
  expect(await cpu(7.217)).toBe(7.2)
  expect(await cpu(71.217)).toBe(71.217)
})

test('the range is half of what the trials differ by; one trial has none', async () => {
  expect((await read(states.five())).filter(({ range }) => range !== undefined)).toEqual([])
  const { report } = states.trials()
  const cell = report.cells.find(({ key }) => key.strategy === 'cluster' && key.users === 64)!
  const p95 = report.trials.filter((trial) => trial.cell === cell.id).map(({ ttcMs }) => ttcMs.p95!)
  const half = (Math.max(...p95) - Math.min(...p95)) / 2
  const entry = (await read(states.trials())).find(
    ({ name }) => name === 'cluster, 64 users, async, burst 5s, P 10: p95 time to chart',
  )
  expect(entry?.range).toBe(`± ${half.toFixed(3)}`)
})

test('a pooled p95 that the trials alone cannot carry has no range', async () => {
  const entry = (await read(states.trials())).find(({ name }) => name.startsWith('single, 24 users'))
  expect(entry).not.toHaveProperty('range')
})

test('what others wrote stays text', async () => {
  expect((await read(injected()))[0]?.name).toContain('<script>')
})
