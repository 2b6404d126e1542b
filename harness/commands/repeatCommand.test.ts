import { expect, test } from 'vitest'
import { repeatCommand } from './repeatCommand.ts'

test('what is played stays, where it goes does not: the folder holds a run by then', () => {
  const typed = [
    'run',
    'all',
    '--output',
    'results/one',
    '--users',
    '1,8',
    '--json',
    '--report=html',
    '--open',
  ]
  expect(repeatCommand(typed, 7)).toBe('bench run all --users 1,8 --seed 7')
})

test('a seed that was typed is there already; words are quoted as a shell takes them literally', () => {
  expect(repeatCommand(['run', 'single', '--seed', '3', '--slo', 'max(ttc) < 1s'], undefined)).toBe(
    "bench run single --seed 3 --slo 'max(ttc) < 1s'",
  )
  expect(repeatCommand(['run', "./it's $(x)"], undefined)).toBe("bench run './it'\\''s $(x)'")
})
