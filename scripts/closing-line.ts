// Prints which tests were skipped, whose names say why, and the closing line of a test run, from Vitest's JSON report:
// `node scripts/closing-line.ts <report.json>` → `12 passed, 0 failed` or `12 passed, 1 failed, 2 skipped`.
import { readFile } from 'node:fs/promises'

/** The part of Vitest's JSON report that is read here. */
interface TestReport {
  readonly testResults: readonly {
    readonly status: string
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
  }[]
}

/** A line for each test that was skipped. */
export function skippedLines({ testResults }: TestReport): string[] {
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status !== 'passed' && status !== 'failed')
    .map(({ fullName }) => `skipped: ${fullName}`)
}

/** `N passed, N failed`, with `, N skipped` where some were. A file that could not run counts as one failed. */
export function closingLine({ testResults }: TestReport): string {
  const statuses = testResults.flatMap(({ status, assertionResults }) => {
    const own = assertionResults.map((result) => result.status)
    return status === 'failed' && !own.includes('failed') ? [...own, 'failed'] : own
  })
  const passed = statuses.filter((status) => status === 'passed').length
  const failed = statuses.filter((status) => status === 'failed').length
  const skipped = statuses.length - passed - failed
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

if (import.meta.main) {
  const path = process.argv[2]
  if (path === undefined) throw new Error('usage: node scripts/closing-line.ts <report.json>')
  const report = JSON.parse(await readFile(path, 'utf8')) as TestReport
  for (const line of [...skippedLines(report), closingLine(report)]) console.log(line)
}
