import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { keyName, widgetKey } from '../strategies/app/protocol/chart.ts'
import { loadScenario, scenarioNames, scenarios } from './index.ts'
import { schedule } from './plan.ts'
import { readScenario } from './read.ts'
import { jsonSchema } from './schema.ts'

const options = { seed: 7, connections: 10 }

describe.each(scenarioNames)('the scenario %s', (name) => {
  test('is valid, bears its name and can be laid out', async () => {
    const scenario = await loadScenario(name)
    expect(scenario.name).toBe(name)
    expect(scenario.objectives.length).toBeGreaterThan(0)
    expect(schedule(scenario, options).length).toBeGreaterThan(0)
  })

  test('has objectives that a default run can decide', async () => {
    const scenario = await loadScenario(name)
    const charts = schedule(scenario, options).length
    for (const objective of scenario.objectives) {
      // 59 hits confirm a p95; interactions are many more than charts.
      if (objective.startsWith('p95(ttc')) expect(charts).toBeGreaterThanOrEqual(59)
      else expect(objective).toMatch(/^(max\(|error_rate = 0|p95\(interaction)/)
    }
  })
})

test('the published schema is up to date', async () => {
  const file = await readFile(new URL('./scenario.schema.json', import.meta.url), 'utf8')
  expect(JSON.parse(file)).toEqual(jsonSchema())
})

describe('loadScenario', () => {
  test('lists the valid names', async () => {
    await expect(loadScenario('brust')).rejects.toMatchObject({
      message: 'unknown scenario: brust',
      hint: 'valid scenario names: smoke, burst, steady, neighbour',
      exitCode: 2,
    })
  })

  test('reads a file', async () => {
    expect(await loadScenario(scenarios.smoke.pathname)).toEqual(await loadScenario('smoke'))
  })

  test('says which file it cannot read', async () => {
    await expect(loadScenario('./nowhere.yaml')).rejects.toThrow(
      'cannot read the scenario ./nowhere.yaml: ENOENT',
    )
  })
})

const head = 'name: x\ntitle: t\nanswers: a\n'

describe('a bad document', () => {
  test.each([
    ['title: t\nanswers: a\nload: { shape: burst }', 'f.yaml: name: is missing'],
    [`${head}load: { shape: wave }`, 'f.yaml: load.shape: must be one of burst, constant, poisson'],
    [`${head}load: { shape: burst, rate: 3 }`, 'f.yaml: load.rate: there is no such setting'],
    [
      `${head}load: { shape: poisson, rate: 3, utilisation: 0.7 }`,
      'f.yaml: load: rate and utilisation exclude',
    ],
    [
      `${head}users: 3\nload: { shape: poisson, rate: 3, duration: 3s }`,
      'f.yaml: load: users, rate and duration',
    ],
    [`${head}load: { shape: burst }\nquery: 5`, 'f.yaml: query: '],
    [`${head}load: { shape: burst }\nquery: 5 parsecs`, 'f.yaml: query: must be a duration such as 5s'],
    [
      `${head}load: { shape: burst }\nobjectives: [max(ttc) < 3s, p95(tct) < 3s]`,
      'f.yaml: objectives[1]: objective',
    ],
    [
      `${head}load: { shape: burst }\nbesides: { by: { users: 3, query: 1s, load: { shape: constant } } }`,
      'f.yaml: besides.by.load: an open load needs a rate',
    ],
    [
      `${head}load: { shape: burst }\nbesides: { users: { users: 3, query: 1s, load: { shape: burst } } }`,
      'f.yaml: besides.users: this is the name of the main group',
    ],
    [
      `${head}load: { shape: burst }\njourney: { interactions: until-end }`,
      'f.yaml: journey.interactions: every group interacts until the end',
    ],
    ['name: [x', 'f.yaml: Flow sequence'],
    ['', 'f.yaml: the document: '],
  ])('names the place in %j', (text, message) => {
    expect(() => readScenario(text, 'f.yaml')).toThrow(message)
  })

  test('names every wrong place', () => {
    const text = `${head}load: { shape: burst }\nusers: 0\nwidgets: 99`
    expect(() => readScenario(text, 'f.yaml')).toThrow(/f\.yaml: users: .*\nf\.yaml: widgets: /)
  })
})

describe('schedule', () => {
  test('is the same for the same seed and another for another', async () => {
    const steady = await loadScenario('steady')
    expect(schedule(steady, options)).toEqual(schedule(steady, options))
    expect(schedule(steady, { ...options, seed: 8 })).not.toEqual(schedule(steady, options))
  })

  test('numbers users in the order of their starts', async () => {
    const neighbour = await loadScenario('neighbour')
    const users = schedule(neighbour, options)
    expect(users.map(({ user }) => user)).toEqual(users.map((_, i) => i))
    expect(users.map(({ atUs }) => atUs)).toEqual(users.map(({ atUs }) => atUs).toSorted((a, b) => a - b))
    expect(
      users.slice(0, 4).every(({ group, interactions }) => group === 'bystander' && interactions === null),
    ).toBe(true)
    expect(users[4]).toMatchObject({ group: 'users', atUs: 6_000_000, queryMs: 5_000, interactions: 0 })
  })

  test('gives every widget of every user a key of its own', async () => {
    const burst = await loadScenario('burst')
    const users = schedule(burst, { ...options, users: 100, widgets: 10 })
    const keys = users.flatMap(({ key, widgets }) =>
      Array.from({ length: widgets }, (_, i) => keyName(widgetKey(key, i))),
    )
    expect(new Set(keys).size).toBe(1_000)
  })

  test('takes utilisation as a share of P ÷ Q', () => {
    const scenario = readScenario(
      `${head}users: 8\nquery: 2s\nload: { shape: constant, utilisation: 0.5 }`,
      'f.yaml',
    )
    // 0.5 × 8 ÷ 2 s = 2 a second.
    expect(schedule(scenario, { seed: 1, connections: 8 }).at(-1)?.atUs).toBe(3_500_000)
    expect(schedule(scenario, { seed: 1, connections: 8, queryMs: 1_000 }).at(-1)?.atUs).toBe(1_750_000)
  })

  test('lets the command line replace what bounds the load', async () => {
    const steady = await loadScenario('steady')
    expect(schedule(steady, { ...options, users: 12 })).toHaveLength(12)
    expect(schedule(steady, { ...options, durationMs: 1_000, rate: 100 }).at(-1)!.atUs).toBeLessThan(
      1_000_000,
    )
    expect(() => schedule(steady, { ...options, users: 12, durationMs: 1_000 })).toThrow(
      'users, rate and duration',
    )
    const burst = await loadScenario('burst')
    expect(() => schedule(burst, { ...options, rate: 3 })).toThrow('a burst has no rate')
  })

  test('refuses a load that brings nobody', () => {
    const scenario = readScenario(`${head}load: { shape: poisson, rate: 0.000001, duration: 1s }`, 'f.yaml')
    expect(() => schedule(scenario, options)).toThrow('brings no user')
  })
})
