import { describe, expect, test } from 'vitest'
import { cpuCost, cpuText, muchLessMemory } from './costs.ts'
import type { Cell, Trial } from './model.ts'

function trial(charts: number, processes: number): Trial {
  const roles = [
    { role: 'worker', processes, cpuMs: 0, peakPssBytes: null },
    { role: 'postgres', processes: 18, cpuMs: 0, peakPssBytes: null },
    { role: 'driver', processes: 1, cpuMs: 0, peakPssBytes: null },
  ]
  return { counts: { ok: charts, retried: 0 }, resources: { roles } } as Trial
}

const textOf = (ms: number, ...trials: Trial[]) => cpuText(cpuCost({ cpuMsPerChart: ms }, trials)!)

describe('CPU for each chart', () => {
  test('is stated where ticks of its processes change less than a tenth of it', () => {
    expect(textOf(7.66, trial(64, 1))).toBe('7.7\u00a0ms')
    expect(textOf(21.1, trial(64, 5))).toBe('21.1\u00a0ms')
  })

  test('is roughly that where they may change more', () => {
    expect(textOf(17.5, trial(20, 5))).toBe('~18\u00a0ms')
  })

  test('is only known to be less where it was fewer than ten ticks in all', () => {
    expect(textOf(60, trial(1, 1))).toBe('< 100\u00a0ms')
    expect(textOf(5, trial(8, 1))).toBe('< 12.5\u00a0ms')
  })

  test('is off by the ticks of the supervisor alone where the control group of a container tells it', () => {
    const contained = { ...trial(20, 5), isolation: { cpuMs: 400 } } as Trial
    expect(textOf(17.5, contained)).toBe('17.5\u00a0ms')
    expect(textOf(17.5, contained, trial(20, 5))).toBe('~18\u00a0ms')
    expect(textOf(4, contained)).toBe('< 5\u00a0ms')
  })

  test('gets surer with trials', () => {
    expect(textOf(60, trial(1, 1), trial(1, 1))).toBe('~60\u00a0ms')
    expect(textOf(5, ...Array.from({ length: 50 }, () => trial(8, 1)))).toBe('~5\u00a0ms')
  })

  test('was not measured: nothing', () => {
    expect(cpuCost({ cpuMsPerChart: null }, [trial(8, 1)])).toBeNull()
  })
})

describe('where memory is short', () => {
  const cell = (strategy: string, pssBytesPerUser: number | null) =>
    ({ key: { strategy }, pssBytesPerUser }) as Cell
  const preferred = (...cells: Cell[]) => muchLessMemory(cells)?.cell.key.strategy

  test('the best placed that needs a fifth of it or less is preferred', () => {
    expect(preferred(cell('a', 9e6), cell('b', 2e6), cell('c', 1.8e6), cell('d', 0.1e6))).toBe('c')
    expect(muchLessMemory([cell('a', 9e6), cell('c', 0)])).toMatchObject({ bytes: 0, firstBytes: 9e6 })
  })

  test('nobody is where the first needs less than 1 MB, or nobody so little', () => {
    expect(preferred(cell('a', 0.99e6), cell('b', 0.1e6))).toBeUndefined()
    expect(preferred(cell('a', 9e6), cell('b', 2e6))).toBeUndefined()
  })

  test('what was not measured is neither little nor much', () => {
    expect(preferred(cell('a', 9e6), cell('b', null))).toBeUndefined()
    expect(preferred(cell('a', null), cell('b', 1))).toBeUndefined()
    expect(preferred()).toBeUndefined()
  })
})
