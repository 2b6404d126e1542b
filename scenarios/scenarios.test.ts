import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { keyName, widgetKey } from '../strategies/app/protocol/chart.ts'
import { loadModelOf } from './contract.ts'
import { plannedFaults } from './faults.ts'
import { loadScenario, scenarioNames, scenarios } from './index.ts'
import { schedule } from './plan.ts'
import { readScenario } from './read.ts'
import { jsonSchema } from './schema.ts'

const options = { seed: 7, connections: 10 }

describe.each(scenarioNames)('the scenario %s', (name) => {
  test('is valid, bears its name and can be laid out', async () => {
    const scenario = await loadScenario(name)
    expect(scenario.name).toBe(name)
    // What a fault costs is the strategy's to declare; objectives then stand only where none may cost anything.
    expect(scenario.objectives.length + scenario.faults.length).toBeGreaterThan(0)
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

  test('strikes users who wait, and some in mid-query', async () => {
    const scenario = await loadScenario(name)
    const users = schedule(scenario, options)
    // Without a fault the first chart is there when a query has passed, and the last after three.
    for (const { atMs } of plannedFaults(scenario).slice(0, 1)) {
      expect(atMs).toBeGreaterThan(users.at(-1)!.atUs / 1_000)
      expect(atMs).toBeLessThan(users[0]!.queryMs)
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
      hint: `did you mean burst?\nvalid: ${scenarioNames.join(', ')}`,
      exitCode: 2,
    })
  })

  test('reads a file', async () => {
    expect(await loadScenario(scenarios.smoke.pathname)).toEqual(await loadScenario('smoke'))
  })

  test('says which file it cannot read', async () => {
    await expect(loadScenario('./nowhere.yaml')).rejects.toThrow(
      'cannot read the scenario ./nowhere.yaml: there is no such file',
    )
  })
})

const head = 'name: x\ntitle: t\nanswers: a\n'
const faulty = (faults: string) => `${head}load: { shape: burst }\nfaults: [${faults}]`

describe('a bad document', () => {
  test.each([
    ['title: t\nanswers: a\nload: { shape: burst }', 'f.yaml: name: is missing'],
    [
      `${head}load: { shape: wave }`,
      'f.yaml: load.shape: must be one of burst, constant, poisson, ramp, stages, closed',
    ],
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
    [`${head}load: { shape: ramp, duration: 1m }`, 'f.yaml: load: one of rate and utilisation must be there'],
    [`${head}load: { shape: ramp, rate: 3, duration: 1m }`, 'f.yaml: load.rate: '],
    [`${head}load: { shape: ramp, rate: { from: 1 }, duration: 1m }`, 'f.yaml: load.rate.to: is missing'],
    [
      `${head}users: 9\nload: { shape: ramp, rate: { from: 1, to: 2 }, duration: 1m }`,
      'f.yaml: users: the rates of the load',
    ],
    [
      `${head}load: { shape: stages, stages: [{ rate: 1, duration: 1m }, { duration: 1m }] }`,
      'f.yaml: load.stages[1]: one of rate and utilisation must be there',
    ],
    [
      `${head}load: { shape: burst }\nbesides: { by: { users: 3, query: 1s, load: { shape: stages, stages: [{ rate: 1, duration: 1m }] } } }`,
      'f.yaml: besides.by.users: the rates of the load',
    ],
    [`${head}load: { shape: closed }`, 'f.yaml: load.iterations: is missing'],
    [`${head}load: { shape: closed, iterations: 3, rate: 3 }`, 'f.yaml: load.rate: there is no such setting'],
    [
      `${head}load: { shape: burst }\nbesides: { by: { query: 1s, load: { shape: closed, iterations: 2 }, users: 1, journey: { interactions: until-end } } }`,
      'f.yaml: besides.by.journey.interactions: a user of a closed load',
    ],
    [
      faulty('{ at: 3s, what: explode, role: worker }'),
      'f.yaml: faults[0].what: must be one of kill, restart',
    ],
    [faulty('{ at: 3, what: kill, role: worker }'), 'f.yaml: faults[0].at: '],
    [faulty('{ at: 3s, what: kill }'), 'f.yaml: faults[0].role: is missing'],
    [faulty('{ at: 3s, what: kill, role: Worker One }'), 'f.yaml: faults[0].role: must be a name'],
    [faulty('{ at: 3s, what: stop, role: worker }'), 'f.yaml: faults[0].for: is missing'],
    [
      faulty('{ at: 3s, what: kill, role: worker, for: 3s }'),
      'f.yaml: faults[0].for: only a stop or a pause',
    ],
    [faulty('{ at: 3s, what: pause, role: worker, for: 3s }'), 'f.yaml: faults[0].what: only postgres'],
    [faulty('{ at: 3s, what: kill, role: postgres }'), 'f.yaml: faults[0].what: postgres can be paused and'],
    [faulty('{ at: 3s, what: cut, role: worker }'), 'f.yaml: faults[0].what: cut is what sockets suffer'],
    [faulty('{ at: 3s, what: kill, role: sockets }'), 'f.yaml: faults[0].what: cut is what sockets suffer'],
    [faulty('{ at: 3s, what: restart, role: postgres, index: 0 }'), 'f.yaml: faults[0].index: there is only'],
    [
      faulty('{ at: 3s, what: kill, role: worker }, { at: 2s, what: stop, role: worker, for: 2s }'),
      'f.yaml: faults[0].at: worker is then still held by faults[1]',
    ],
    ['name: [x', 'f.yaml: line 1, column 9: Flow sequence'],
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

  test('lets the command line stretch a course', async () => {
    const ramp = await loadScenario('ramp')
    const own = schedule(ramp, options)
    expect(own).toHaveLength(168)
    expect(schedule(ramp, { ...options, users: 84 })).toHaveLength(84)
    const short = schedule(ramp, { ...options, durationMs: 60_000 })
    expect(short).toEqual(schedule(ramp, { ...options, users: 84 }))
    expect(schedule(ramp, { ...options, queryMs: 2_500 })).toHaveLength(336)
    expect(schedule(ramp, { ...options, seed: 8 }).map(({ atUs }) => atUs)).toEqual(
      own.map(({ atUs }) => atUs),
    )
    expect(() => schedule(ramp, { ...options, rate: 3 })).toThrow('a ramp has more than one rate')
    expect(() => schedule(ramp, { ...options, users: 3, durationMs: 1_000 })).toThrow('how many users come')
  })

  test('takes stages as k6 does, from 0', () => {
    const scenario = readScenario(
      `${head}load: { shape: stages, stages: [{ utilisation: 1, duration: 10s }, { rate: 4, duration: 5s }] }`,
      'f.yaml',
    )
    // 0 → 2 a second in 10 s, then 2 → 4 in 5 s: 10 and 15.
    const users = schedule(scenario, options)
    expect(users).toHaveLength(25)
    expect(users[10]!.atUs).toBe(10_000_000)
  })

  test('refuses a load that brings nobody', () => {
    const scenario = readScenario(`${head}load: { shape: poisson, rate: 0.000001, duration: 1s }`, 'f.yaml')
    expect(() => schedule(scenario, options)).toThrow('brings no user')
  })
})

describe('a closed load', () => {
  const text = `${head}users: 3\nquery: 2s\nload: { shape: closed, iterations: 4, pause: 500ms, after: 1s }`
  const scenario = readScenario(text, 'f.yaml')
  const users = schedule(scenario, options)

  test('gives each user its journeys one after the other', () => {
    expect(users).toHaveLength(12)
    expect(users.slice(0, 3).map(({ atUs, after }) => [atUs, after])).toEqual([
      [1_000_000, undefined],
      [1_001_000, undefined],
      [1_002_000, undefined],
    ])
    for (const { user, atUs, after } of users.slice(3)) {
      expect(after).toEqual({ user: user - 3, pauseUs: 500_000 })
      expect(atUs - users[after!.user]!.atUs).toBe(2_500_000)
    }
    expect(new Set(users.map(({ key }) => keyName(key))).size).toBe(12)
  })

  test('follows nobody of another group, and nobody twice', () => {
    const mixed = readScenario(
      `${text}\nbesides: { by: { users: 2, query: 0ms, load: { shape: closed, iterations: 5 } } }`,
      'f.yaml',
    )
    const all = schedule(mixed, options)
    const followed = all.flatMap(({ after }) => after?.user ?? [])
    expect(new Set(followed).size).toBe(followed.length)
    for (const { user, group, after } of all) {
      if (!after) continue
      expect(after.user).toBeLessThan(user)
      expect(all[after.user]!.group).toBe(group)
    }
  })

  test('is said to be closed', async () => {
    expect(loadModelOf(scenario)).toBe('closed')
    expect(loadModelOf(await loadScenario('neighbour'))).toBe('open')
  })

  test('takes users from the command line, and neither a rate nor a duration', () => {
    expect(schedule(scenario, { ...options, users: 5 })).toHaveLength(20)
    expect(() => schedule(scenario, { ...options, rate: 3 })).toThrow('a closed load has no rate')
    expect(() => schedule(scenario, { ...options, durationMs: 3 })).toThrow('a closed load has no rate')
    expect(() => schedule(scenario, { ...options, users: 90_000 })).toThrow('more than 100000 journeys')
  })
})

describe('plannedFaults', () => {
  test('come in the order of time, with what was left out', () => {
    const scenario = readScenario(
      faulty(
        '{ at: 1m, what: kill, role: worker, index: 2 }, { at: 2500ms, what: pause, role: postgres, for: 4s }',
      ),
      'f.yaml',
    )
    expect(plannedFaults(scenario)).toEqual([
      { atMs: 2_500, what: 'pause', role: 'postgres', index: 0, forMs: 4_000 },
      { atMs: 60_000, what: 'kill', role: 'worker', index: 2, forMs: null },
    ])
  })

  test('may strike a part once it is let go', () => {
    const scenario = readScenario(
      faulty('{ at: 1s, what: stop, role: worker, for: 2s }, { at: 3s, what: kill, role: worker }'),
      'f.yaml',
    )
    expect(plannedFaults(scenario)).toHaveLength(2)
  })
})
