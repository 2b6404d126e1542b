import type { ReportFormat } from './contract.ts'
import { ReportError } from './errors.ts'

/** Every report format, loaded when it is wanted: the HTML one brings Vega. */
export const reports = {
  terminal: async () => (await import('./terminal/index.ts')).terminal,
  json: async () => (await import('./json.ts')).json,
  html: async () => (await import('./html/index.ts')).htmlReport,
} as const satisfies Record<string, () => Promise<ReportFormat>>

export type ReportName = keyof typeof reports

export const reportNames = Object.keys(reports) as ReportName[]

/** Loads a format by name. Throws a ReportError that lists the valid names where there is none. */
export async function loadReport(name: string): Promise<ReportFormat> {
  if (!Object.hasOwn(reports, name)) {
    throw new ReportError(`unknown report: ${name}`, `valid report names: ${reportNames.join(', ')}`)
  }
  return reports[name as ReportName]()
}
