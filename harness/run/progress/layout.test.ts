import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { paintWith } from '../../../reports/terminal/paint.ts'
import { textWidth } from '../../../reports/terminal/width.ts'
import { blockLines } from './layout.ts'
import { stateMidway, threeStrategies } from './run.fixture.ts'

const plain = paintWith(false)

describe('with one trial for each strategy', () => {
  test('in 80 columns', async () => {
    const state = await stateMidway(threeStrategies(20), 1)
    expect(blockLines(state, { columns: 80, rows: 24 }, plain)).toEqual([
      '● single           VALID                20/20  p50 450 ms  4 s',
      '▲ thread-per-user  measure  ███░░░░░░░   5/20  p50 >0.5 s  4 of ~4 s',
      '■ cluster          waits                                   ~4 s',
      '██████░░░░ 1 of 3 trials done · 8 s · about 5 s left',
    ])
  })

  test('in 40 columns whole columns give way', async () => {
    const state = await stateMidway(threeStrategies(20), 1)
    expect(blockLines(state, { columns: 40, rows: 24 }, plain)).toEqual([
      '● single       VALID   20/20 p50 450 ms',
      '▲ thread-per-… measure  5/20 p50 >0.5 s',
      '■ cluster      waits',
      '1/3 · 8 s · about 5 s left',
    ])
  })
})

describe('with a matrix', () => {
  test('each strategy shows how far it is, and the trial that runs or ran last', async () => {
    const state = await stateMidway(threeStrategies(1, 8, 20, 64), 7)
    expect(blockLines(state, { columns: 80, rows: 24 }, plain)).toEqual([
      '● single          ✓✓✓· 20 users VALID              20/20 p50 450 ms 4 s',
      '▲ thread-per-user ✓✓▸· 20 users measure ███░░░░░░░  5/20 p50 >0.5 s 4 of ~5 s',
      '■ cluster         ✓✓··  8 users VALID                8/8 p50 450 ms 4 s',
      '█████░░░░░ 7 of 12 trials done · 32 s · about 37 s left',
    ])
  })
})

describe('whatever the size of the terminal', () => {
  test.each([1, 2, 5, 12, 20, 33, 47, 60, 79, 80, 120, 200])(
    'in %d columns no line reaches the last one',
    async (columns) => {
      const state = await stateMidway(threeStrategies(1, 1_000), 4)
      for (const line of blockLines(state, { columns, rows: 24 }, plain))
        expect(textWidth(line), line).toBeLessThanOrEqual(Math.max(1, columns - 1))
    },
  )

  test.each([1, 2, 3, 4, 5, 24])('in %d rows the trial that runs is seen', async (rows) => {
    const state = await stateMidway(threeStrategies(20), 2)
    const lines = blockLines(state, { columns: 80, rows }, plain)
    expect(lines.length).toBeLessThanOrEqual(Math.max(1, rows - 1))
    if (rows > 2) expect(lines.join('\n')).toMatch(/^■ cluster +measure/m)
    expect(lines.at(-1)).toContain('2 of 3 trials done')
  })
})

test('colours change nothing else', async () => {
  const state = await stateMidway(threeStrategies(8, 20), 4)
  const size = { columns: 80, rows: 24 }
  const colored = blockLines(state, size, paintWith(true))
  expect(colored.join('')).toContain('\u001b[')
  const stripped = colored.map((line) => stripVTControlCharacters(line).trimEnd())
  expect(stripped).toEqual(blockLines(state, size, plain))
})
