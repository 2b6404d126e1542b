import type { RecordedRun } from '../../../reports/contract.ts'
import type { Cell, Sample, Trial } from '../../../reports/model.ts'
import { simulatedCell } from './cell.ts'
import { simulatedReport } from './report.ts'
import { simulatedSamples } from './samples.ts'
import { simulatedStrategies } from './strategies.ts'
import { noTimeline } from './timeline.ts'
import { simulatedTrial } from './trial.ts'

// A made-up run for the tests of reports. Nothing in it was measured: arrivals come from the recurrence of the
// physics floor plus a fixed delay, costs and machine are invented.

export interface SimulatedOptions {
  readonly users?: readonly number[]
  readonly modes?: readonly Trial['queryMode'][]
  readonly names?: readonly string[]
  readonly trials?: number
  /** When users give up, seconds. */
  readonly patienceS?: number
}

/** A run of a burst with made-up times, as a report would read it from its folder. */
export function simulatedRun(options: SimulatedOptions = {}): RecordedRun {
  const { users = [24], modes = ['async'], trials: trialCount = 1, patienceS = 75 } = options
  const names = options.names ?? ['single', 'cluster', 'queue']
  const strategies = simulatedStrategies.filter(({ name }) => names.includes(name))
  const samples = new Map<string, Sample[]>()
  const trials: Trial[] = []
  const cells: Cell[] = []
  for (const [queryMode, count] of modes.flatMap((mode) => users.map((count) => [mode, count] as const))) {
    for (const { name } of strategies) {
      const id = `${name}-${count}-${queryMode}`
      const own = Array.from({ length: trialCount }, (_, repeat) => {
        const order = trials.length + repeat + 1
        const trialId = `${String(order).padStart(2, '0')}-${name}`
        const lines = simulatedSamples(name, count, queryMode, repeat, patienceS * 1_000_000)
        samples.set(trialId, lines)
        return simulatedTrial(trialId, id, name, count, queryMode, order, lines)
      })
      trials.push(...own)
      cells.push(
        simulatedCell(
          id,
          own,
          own.flatMap((trial) => samples.get(trial.id) ?? []),
        ),
      )
    }
  }
  return {
    report: simulatedReport(strategies, trials, cells, users, modes),
    samples: (id) => samples.get(id) ?? [],
    timeline: noTimeline,
  }
}
