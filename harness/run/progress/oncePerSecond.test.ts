import { expect, test } from 'vitest'
import { OncePerSecond } from './oncePerSecond.ts'

/** What is told, with the moment at which it is. */
function talking() {
  const clock = { nowMs: 0 }
  const told: [nowMs: number, line: string][] = []
  const lines = new OncePerSecond(
    (line) => told.push([clock.nowMs, line]),
    () => clock.nowMs,
  )
  return { clock, told, lines }
}

test('what comes within the second is told with the next, in its order', () => {
  const { clock, told, lines } = talking()
  for (const [nowMs, line] of [
    [0, 'a'],
    [300, 'b'],
    [999, 'c'],
  ] as const) {
    clock.nowMs = nowMs
    lines.say(line)
  }
  lines.pass()
  expect(told).toEqual([[0, 'a']])
  expect(lines.free).toBe(false)
  clock.nowMs = 1_000
  lines.pass()
  lines.pass()
  expect(told.slice(1)).toEqual([[1_000, 'b | c']])
  clock.nowMs = 1_999
  expect(lines.free).toBe(false)
  clock.nowMs = 2_000
  expect(lines.free).toBe(true)
})

test('at the end nothing is lost, and what comes later is told at once', () => {
  const { told, lines } = talking()
  for (const line of ['a', 'b', 'c']) lines.say(line)
  lines.end()
  lines.end()
  lines.say('d')
  lines.say('e')
  expect(told.map(([, line]) => line)).toEqual(['a', 'b | c', 'd', 'e'])
})
