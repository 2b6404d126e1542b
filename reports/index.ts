import type { ReportFormat } from './contract.ts'
import { ReportError } from './errors.ts'

/** Every report format, loaded when it is wanted: those that draw bring Vega. */
export const reports = {
  terminal: async () => (await import('./terminal/index.ts')).terminal,
  json: async () => (await import('./json.ts')).json,
  html: async () => (await import('./html/index.ts')).htmlReport,
  markdown: async () => (await import('./markdown/index.ts')).markdown,
  junit: async () => (await import('./junit/index.ts')).junit,
  csv: async () => (await import('./csv.ts')).csv,
  'github-action-benchmark': async () => (await import('./githubActionBenchmark.ts')).githubActionBenchmark,
  svg: async () => (await import('./svg/index.ts')).svg,
} as const satisfies Record<string, () => Promise<ReportFormat>>

export type ReportName = keyof typeof reports

export const reportNames = Object.keys(reports) as ReportName[]

/**
 * Where each format goes below the run's folder unless its path is given, known without loading it; null: it is
 * printed. What ends with a slash is a folder.
 */
export const reportOutputs: Readonly<Record<ReportName, string | null>> = {
  terminal: null,
  json: null,
  html: 'report.html',
  markdown: 'report.md',
  junit: 'junit.xml',
  csv: 'charts.csv',
  'github-action-benchmark': 'benchmark.json',
  svg: 'charts/',
}

/** Loads a format by name. Throws a ReportError that lists the valid names where there is none. */
export async function loadReport(name: string): Promise<ReportFormat> {
  if (!Object.hasOwn(reports, name)) {
    throw new ReportError(`unknown report: ${name}`, `valid report names: ${reportNames.join(', ')}`)
  }
  return reports[name as ReportName]()
}
