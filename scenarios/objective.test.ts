import { describe, expect, test } from 'vitest'
import { BenchError } from '../harness/errors.ts'
import { parseObjective } from './objective.ts'

describe('parseObjective', () => {
  test.each([
    ['p95(ttc) < 20s', { kind: 'duration', fn: 'p95', metric: 'ttc', operator: '<', limitMs: 20_000 }],
    [
      '  max( wait )<=1.5m ',
      { kind: 'duration', fn: 'max', metric: 'wait', operator: '<=', limitMs: 90_000 },
    ],
    ['p99.9(overhead) < 200ms', { kind: 'duration', fn: 'p99.9', metric: 'overhead', limitMs: 200 }],
    ['mean(sendlag) < 500us', { kind: 'duration', fn: 'mean', metric: 'sendlag', limitMs: 0.5 }],
    ['p95(interaction{bystander}) < 100ms', { metric: 'interaction', group: 'bystander' }],
    ['error_rate < 0.1%', { kind: 'rate', operator: '<', limit: 0.001, group: undefined }],
    ['error_rate = 0', { kind: 'rate', operator: '=', limit: 0 }],
    ['error_rate{bystander} <= 1 %', { kind: 'rate', operator: '<=', limit: 0.01, group: 'bystander' }],
  ])('reads %s', (text, expected) => {
    expect(parseObjective(text, ['users', 'bystander'])).toMatchObject(expected)
  })

  test('writes the expression in one way', () => {
    expect(parseObjective(' p95( ttc )<20000ms').expression).toBe('p95(ttc) < 20s')
    expect(parseObjective('p95(ttc { users })<= 2m').expression).toBe('p95(ttc{users}) <= 2m')
  })

  test.each([
    ['fast please', 'is no objective', 'for example'],
    ['p95(tct) < 3s', 'there is no metric tct', 'metrics: ttc, wait, query'],
    ['p97(ttc) < 3s', 'there is no function p97', 'functions: min, p50'],
    ['ttc < 3s', 'ttc needs a function', 'functions: min'],
    ['p95(ttc{crowd}) < 3s', 'there is no group crowd', 'groups: users'],
    ['p95(ttc) < 3', '3 is no duration', '200ms'],
    ['p95(ttc) < 5%', '5% is no duration', '200ms'],
    ['p95(ttc) = 3s', 'a duration is compared by < or <=', ''],
    ['p95() < 3s', 'lacks a metric', ''],
    ['p95(ttc, wait) < 3s', 'ttc, wait is no metric', ''],
    ['error_rate < 3s', '3s is no percentage', 'percentage'],
    ['error_rate < 101%', '101% is no percentage', ''],
    ['error_rate < 0', 'nothing is below 0', 'error_rate = 0'],
    ['p95(error_rate) < 1%', 'there is no metric error_rate', 'which has no function'],
  ])('refuses %s', (text, message, hint) => {
    const error = thrown(() => parseObjective(text))
    expect(error.message).toContain(`objective "${text}": ${message}`)
    expect(error.hint).toContain(hint)
    expect(error.exitCode).toBe(2)
  })
})

function thrown(act: () => unknown): BenchError {
  try {
    act()
  } catch (error) {
    if (error instanceof BenchError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}
