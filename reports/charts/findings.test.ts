import { expect, test } from 'vitest'
import { simulatedRun } from '../../test/reports/simulated/run.ts'
import type { RecordedRun } from '../contract.ts'
import type { Cell } from '../model.ts'
import { findings } from './findings.ts'
import { groupViewsOf } from './view.ts'

function withCell(run: RecordedRun, strategy: string, change: (cell: Cell) => Cell): RecordedRun {
  const cells = run.report.cells.map((cell) => (cell.key.strategy === strategy ? change(cell) : cell))
  return { ...run, report: { ...run.report, cells } }
}

test('a strategy whose users wait although there are connections divides them', () => {
  expect(findings(groupViewsOf(simulatedRun()))).toContain('cluster **divides the connections over workers**')
})

test('where the lost time is work of the server, the division is not accused', () => {
  const busy = withCell(simulatedRun(), 'cluster', (cell) => ({
    ...cell,
    overheadMs: { ...cell.overheadMs, mean: (cell.ttcMs.mean ?? 0) * (1 - (cell.physics?.efficiency ?? 1)) },
  }))
  expect(findings(groupViewsOf(busy))).not.toContain('divide')
})

test('fewer slots than connections are told only where they cost something', () => {
  const text = (atBest: number) =>
    findings(
      groupViewsOf(
        withCell(simulatedRun(), 'queue', (cell) => ({
          ...cell,
          physics: cell.physics && { ...cell.physics, atBest },
        })),
      ),
    )
  expect(text(0.87)).toContain('queue has')
  expect(text(1)).not.toContain('queue')
})
