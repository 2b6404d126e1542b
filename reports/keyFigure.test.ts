import { expect, test } from 'vitest'
import { simulatedRun } from '../test/reports/simulated/run.ts'
import { withVerdict } from '../test/reports/simulated/variants.ts'
import { keyFigureOf } from './keyFigure.ts'

const names = ['single', 'cluster']
const keyOf = ({ report }: ReturnType<typeof simulatedRun>) => keyFigureOf(report, report.cells)

test('p95 only where all that were measured carry it', () => {
  expect(keyOf(simulatedRun({ names, users: [64] }))).toBe('p95')
  expect(keyOf(simulatedRun({ names, users: [24, 64] }))).toBe('max')
})

test('overloaded cells count; where nothing was measured there is no p95', () => {
  const overloaded = simulatedRun({ names, modes: ['blocking'] })
  expect(overloaded.report.cells.map(({ verdict }) => verdict)).toContain('OVERLOADED')
  expect(keyOf(overloaded)).toBe('max')
  const failed = names.reduce(
    (run, name) => withVerdict(run, name, 'FAILED', 'a wrong chart'),
    simulatedRun({ names, users: [64] }),
  )
  expect(keyOf(failed)).toBe('max')
})
