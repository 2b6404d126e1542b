import { z } from 'zod'
import type { ReportFormat } from './contract.ts'
import { ReportError } from './errors.ts'
import { REPORT_VERSION, type Report, reportSchema } from './model.ts'

/** The machine-readable report. */
export const json: ReportFormat = {
  name: 'json',
  summary: 'everything that the run found, for scripts (reports/report.schema.json)',
  async render(run) {
    return { file: 'report.json', content: serialize(run.report) }
  },
}

/** The text of `report.json`. Throws a ReportError where the report breaks its own schema. */
export function serialize(report: Report): string {
  const checked = reportSchema.safeParse(report)
  if (!checked.success) {
    throw new ReportError(`the report breaks its schema:\n${z.prettifyError(checked.error)}`)
  }
  return `${JSON.stringify(checked.data, null, 2)}\n`
}

/** Reads the text of a `report.json`; `where` names it in errors. Refuses the version of a newer bench. */
export function parseReport(text: string, where: string): Report {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch (error) {
    throw new ReportError(
      `${where} is not JSON: ${error instanceof Error ? error.message : error}`,
      'it was cut off or changed; bench run records another',
    )
  }
  const version = z.object({ version: z.number() }).safeParse(data)
  if (version.success && version.data.version > REPORT_VERSION) {
    throw new ReportError(
      `${where} has version ${version.data.version}, and this bench reads up to ${REPORT_VERSION}`,
      'use the bench that recorded it, or a newer one',
    )
  }
  const checked = reportSchema.safeParse(data)
  if (!checked.success) {
    throw new ReportError(
      `${where} is no report of this bench: ${problems(checked.error)}`,
      'it was changed, or recorded by an older bench: use that one, or record another',
    )
  }
  return checked.data
}

/** The first of what is wrong, with its path inside the document. */
function problems({ issues }: z.ZodError): string {
  const [first] = issues
  if (!first) return 'nothing is known'
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : ''
  return `${first.path.join('.') || 'the document'}: ${first.message}${more}`
}
