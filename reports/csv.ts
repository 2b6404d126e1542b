import type { RecordedRun, ReportFormat } from './contract.ts'
import type { Sample, Trial } from './model.ts'
import { hasArrived, stagesOf, timeOf } from './samples.ts'

/** A column: its name with its unit, and what stands in it; null leaves the cell empty. */
interface Column {
  readonly name: string
  of(sample: Sample, trial: Trial): string | number | null
}

const columns: readonly Column[] = [
  { name: 'trial', of: (_, trial) => trial.id },
  { name: 'verdict', of: (_, trial) => trial.verdict },
  { name: 'strategy', of: (_, trial) => trial.strategy },
  { name: 'users', of: (_, trial) => trial.users },
  { name: 'query_mode', of: (_, trial) => trial.queryMode },
  { name: 'user', of: ({ user }) => user },
  { name: 'widget', of: ({ widget }) => widget },
  { name: 'group', of: ({ group }) => group },
  { name: 'worker', of: ({ worker }) => worker },
  { name: 'outcome', of: ({ outcome }) => outcome },
  { name: 'code', of: ({ code }) => code },
  { name: 'fate', of: ({ fate }) => fate ?? null },
  { name: 'ttc_ms', of: (sample) => (hasArrived(sample) ? millis(timeOf(sample)) : null) },
  { name: 'wait_ms', of: (sample) => millis(stagesOf(sample)?.waitUs) },
  { name: 'query_ms', of: (sample) => millis(stagesOf(sample)?.queryUs) },
  { name: 'overhead_ms', of: (sample) => millis(stagesOf(sample)?.overheadUs) },
  { name: 'intended_ms', of: ({ intended }) => millis(intended) },
  { name: 'sent_ms', of: ({ sent }) => millis(sent) },
  { name: 'page_ms', of: ({ page }) => millis(page) },
  { name: 'socket_ms', of: ({ socket }) => millis(socket) },
  { name: 'done_ms', of: ({ done }) => millis(done) },
  { name: 'queries', of: ({ queries }) => queries },
  { name: 'sockets_lost', of: ({ lost }) => lost },
  { name: 'reattached', of: ({ reattached }) => reattached },
]

/**
 * A row for each chart of every trial, whatever its verdict, by RFC 4180. Times of day count in ms from the
 * zero of the trial's schedule; the four durations are those of the summaries, and empty where no chart came or the
 * server did not tell its stages. A text that a spreadsheet would take for a formula begins with an apostrophe. The trials are read and written
 * one by one.
 */
export const csv: ReportFormat = {
  name: 'csv',
  summary: 'a row for each chart of every trial, for spreadsheets and scripts',
  async render(run) {
    return { into: 'charts.csv', pieces: piecesOf(run) }
  },
}

function* piecesOf(run: RecordedRun): Generator<string> {
  yield lineOf(columns.map(({ name }) => name))
  for (const trial of run.report.trials) {
    yield run
      .samples(trial.id)
      .map((sample) => lineOf(columns.map((column) => column.of(sample, trial))))
      .join('')
  }
}

function lineOf(values: readonly (string | number | null)[]): string {
  return `${values.map(cellOf).join(',')}\r\n`
}

function cellOf(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const text = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function millis(us: number | null | undefined): number | null {
  return us === null || us === undefined ? null : us / 1_000
}
