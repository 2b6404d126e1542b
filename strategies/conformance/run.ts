import type { ConformanceCheck, Finding, Powers, Subject } from './contract.ts'

/** Runs checks one after the other against one target; a failed one does not stop the others. */
export async function runChecks(
  checks: readonly ConformanceCheck[],
  subject: Subject & Powers,
  report: (finding: Finding) => void = () => {},
): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const check of checks) {
    subject.signal.throwIfAborted()
    const finding = await runCheck(check, subject)
    findings.push(finding)
    report(finding)
  }
  return findings
}

async function runCheck(check: ConformanceCheck, subject: Subject & Powers): Promise<Finding> {
  const { name } = check
  const started = performance.now()
  const reason = check.inapplicable?.(subject)
  if (reason !== undefined) return { name, result: 'skipped', detail: reason, tookMs: 0 }
  try {
    await check.run(subject)
    return { name, result: 'passed', detail: '', tookMs: performance.now() - started }
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    return { name, result: 'failed', detail, tookMs: performance.now() - started }
  }
}
