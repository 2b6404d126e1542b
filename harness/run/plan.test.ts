import { describe, expect, test } from 'vitest'
import { scenarioSchema } from '../../scenarios/contract.ts'
import single from '../../strategies/single/index.ts'
import { planRun, type RunOptions } from './plan.ts'

const burst = scenarioSchema.parse({ name: 'b', title: 'b', answers: 'b', load: { shape: 'burst' } })

const reference = (name: string, least = 1) => ({
  name,
  strategy: { ...single, name, leastConnections: () => least },
  command: [name],
})

function options(changes: Partial<RunOptions> = {}): RunOptions {
  return {
    strategies: ['a', 'b', 'c'].map((name) => reference(name)),
    scenario: burst,
    users: [8, 24],
    queryModes: ['async', 'blocking'],
    queryMs: 5_000,
    connections: 10,
    workers: 4,
    widgets: 1,
    rate: undefined,
    durationMs: undefined,
    timeoutMs: undefined,
    trials: 5,
    seed: 7,
    ...changes,
  }
}

const cellsInOrder = (changes: Partial<RunOptions> = {}) =>
  planRun(options(changes)).trials.map((trial) => trial.cell.id)

describe('the cells', () => {
  test('are the matrix of strategies, users and query modes', () => {
    const { cells } = planRun(options({ strategies: [reference('a')] }))
    expect(cells.map((cell) => cell.id)).toEqual(['a/8/async', 'a/8/blocking', 'a/24/async', 'a/24/blocking'])
  })

  test('count a user who makes several journeys once', () => {
    const scenario = { ...burst, load: { shape: 'closed', iterations: 3, pause: '0ms' } as const }
    expect(planRun(options({ scenario, users: [8] })).cells.map((cell) => cell.users)).toContain(8)
    expect(planRun(options({ scenario, users: [8] })).cells.map((cell) => cell.users)).not.toContain(24)
  })

  test('say how many users a rate and a duration bring', () => {
    const steady = scenarioSchema.parse({ ...burst, load: { shape: 'constant' } })
    const { cells } = planRun(options({ scenario: steady, users: [undefined], rate: 4, durationMs: 5_000 }))
    expect(cells[0]).toMatchObject({ id: 'a/20/async', users: 20 })
  })
})

describe('the order', () => {
  test('is that of the seed', () => {
    expect(cellsInOrder()).toEqual(cellsInOrder())
    expect(cellsInOrder({ seed: 8 })).not.toEqual(cellsInOrder())
  })

  test('plays each cell once in every round, each round in an order of its own', () => {
    const inOrder = cellsInOrder()
    const rounds = Array.from({ length: 5 }, (_, i) => inOrder.slice(i * 12, (i + 1) * 12))
    for (const round of rounds) expect(new Set(round).size).toBe(12)
    expect(new Set(rounds.map((round) => round.join())).size).toBe(5)
  })

  test('names trials by their place, so that their folders sort', () => {
    const { trials } = planRun(options({ strategies: [reference('a')], users: [8], trials: 3 }))
    expect(trials.slice(0, 2)).toMatchObject([
      { id: '01-a', order: 1 },
      { id: '02-a', order: 2 },
    ])
    const many = planRun(options({ trials: 10 })).trials
    expect(many.map(({ id }) => id)).toEqual(many.map(({ id }) => id).toSorted())
    expect(new Set(many.map(({ id }) => id)).size).toBe(120)
  })
})

describe('fewer connections than a strategy needs', () => {
  test('is wrong use, with the number that would do', () => {
    const strategies = [reference('a'), reference('greedy', 11)]
    expect(() => planRun(options({ strategies }))).toThrow(
      expect.objectContaining({
        message: 'greedy needs at least 11 database connections, not 10',
        hint: '--db-connections 11 or more',
        exitCode: 2,
      }),
    )
    expect(() => planRun(options({ strategies, connections: 11 }))).not.toThrow()
  })

  test('may depend on the query mode', () => {
    const picky = {
      ...single,
      leastConnections: (mode: string, workers: number) => (mode === 'blocking' ? workers : 1),
    }
    const strategies = [{ name: 'picky', strategy: picky, command: [] }]
    const few = { strategies, connections: 3, workers: 4 }
    expect(() => planRun(options({ ...few, queryModes: ['async'] }))).not.toThrow()
    expect(() => planRun(options(few))).toThrow('at least 4')
  })

  test('is not known ahead of a program of its own', () => {
    const strategies = [{ name: 'own', strategy: undefined, command: [] }]
    expect(() => planRun(options({ strategies, connections: 1 }))).not.toThrow()
  })
})
