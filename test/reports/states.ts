import type { RecordedRun, RenderOptions, ReportFormat } from '../../reports/contract.ts'
import { simulatedRun } from './simulated/run.ts'
import { noTimeline } from './simulated/timeline.ts'
import { asClosed, withFaults, withVerdict } from './simulated/variants.ts'

const five = ['single', 'thread-per-user', 'cluster', 'proxy-pool', 'queue']

/** Runs that every format has to cope with, by the name of their golden files. */
export const states = {
  five: () => simulatedRun({ names: five, modes: ['async', 'blocking'] }),
  trials: () => simulatedRun({ users: [24, 64], trials: 3 }),
  states: everyState,
  interrupted,
  stopped,
  faults: () => withFaults(simulatedRun({ names: five })),
  closed: () => asClosed(simulatedRun()),
  empty,
} satisfies Record<string, () => RecordedRun>

export type State = keyof typeof states
export const stateNames = Object.keys(states) as State[]

/** What others may try to slip into a report, in every field that comes from outside. */
export const EVIL =
  '=cmd|"\'<script>alert(1)</script> **b** [l](https://e.example) @octocat #12 `c` $x$ \u0000\u001b[2J\ud800 ]]> </system-out> var(--c)'

/** A run whose strategy, reasons, notes, command, scenario, workers and codes are evil. */
export function injected(): RecordedRun {
  const run = withVerdict(simulatedRun({ names: ['single', 'queue'] }), 'queue', 'FAILED', EVIL)
  const { report } = run
  const rename = <T extends { strategy: string }>(one: T): T => ({
    ...one,
    strategy: one.strategy === 'single' ? EVIL : one.strategy,
  })
  return {
    report: {
      ...report,
      run: { ...report.run, id: EVIL, command: EVIL, notes: [EVIL], scenario: { name: EVIL, query: EVIL } },
      environment: { ...report.environment, cpuModel: EVIL, bench: EVIL },
      strategies: report.strategies.map((one) =>
        one.name === 'single' ? { ...one, name: EVIL, color: { light: EVIL, dark: EVIL } } : one,
      ),
      trials: report.trials.map(rename),
      cells: report.cells.map((cell) => ({
        ...cell,
        key: rename(cell.key),
        objectives: cell.objectives.map((one) => ({ ...one, expression: EVIL, value: EVIL })),
      })),
      comparison: report.comparison.map((one) => ({
        ...one,
        ranking: one.ranking.map((place) => ({ ...rename(place), reason: EVIL })),
        recommendation: one.recommendation && {
          ...rename(one.recommendation),
          because: EVIL,
          bottleneck: EVIL,
          notWhen: EVIL,
        },
      })),
    },
    samples: (id) => run.samples(id).map((sample) => ({ ...sample, worker: EVIL, code: EVIL, group: EVIL })),
    timeline: noTimeline,
  }
}

const options: RenderOptions = { columns: 80, color: false }

/** The text of a format that makes one file. */
export async function fileOf(format: ReportFormat, run: RecordedRun): Promise<string> {
  const rendered = await format.render(run, options)
  if ('content' in rendered) return rendered.content
  if ('pieces' in rendered) return [...rendered.pieces].join('')
  throw new Error(`${format.name} is a file`)
}

/** The files of a format that makes several. */
export async function filesOf(format: ReportFormat, run: RecordedRun) {
  const rendered = await format.render(run, options)
  if (!('files' in rendered)) throw new Error(`${format.name} is a folder of files`)
  return rendered.files
}

function everyState(): RecordedRun {
  let run = simulatedRun({ names: five, modes: ['blocking'] })
  run = withVerdict(run, 'cluster', 'INVALID', 'driver on time, latest: 61 ms, limit 50 ms')
  run = withVerdict(run, 'proxy-pool', 'FAILED', 'none faster than physics: 3, limit 0')
  run = withVerdict(run, 'queue', 'SKIPPED', 'nginx was not found: `bench setup nginx` installs it')
  const { report } = run
  // As a run writes it: what was not measured is not judged.
  const judged = new Set(['VALID', 'OVERLOADED'])
  return {
    ...run,
    report: {
      ...report,
      run: { ...report.run, scenario: { ...report.run.scenario, objectives: ['p95(ttc) < 20s'] } },
      cells: report.cells.map((cell) => (judged.has(cell.verdict) ? cell : { ...cell, objectives: [] })),
    },
  }
}

function interrupted(): RecordedRun {
  const run = withVerdict(simulatedRun(), 'queue', 'INTERRUPTED', 'stopped by hand')
  return { ...run, report: { ...run.report, run: { ...run.report.run, interrupted: true } } }
}

/** Stopped in the second of three rounds: nothing lacks but trials. */
export function stopped(): RecordedRun {
  const run = simulatedRun({ users: [64] })
  return {
    ...run,
    report: {
      ...run.report,
      run: { ...run.report.run, interrupted: true, plannedTrials: 3 * run.report.cells.length, notes: [] },
    },
  }
}

function empty(): RecordedRun {
  const { report } = simulatedRun()
  return {
    report: { ...report, trials: [], cells: [], comparison: [] },
    samples: () => [],
    timeline: noTimeline,
  }
}
