import type { ConformanceCheck, Finding, Powers, Subject } from './contract.ts'

/** Told of each check when it begins and when it is over. */
export interface CheckListener {
  begin?(check: ConformanceCheck): void
  over?(finding: Finding): void
}

/**
 * Runs checks one after the other against one target; a failed one does not stop the others. Rejects with the
 * signal's reason as soon as it is aborted.
 */
export async function runChecks(
  checks: readonly ConformanceCheck[],
  subject: Subject & Powers,
  listener: CheckListener = {},
): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const check of checks) {
    subject.signal.throwIfAborted()
    listener.begin?.(check)
    const finding = await runCheck(check, subject)
    findings.push(finding)
    listener.over?.(finding)
  }
  return findings
}

async function runCheck(check: ConformanceCheck, subject: Subject & Powers): Promise<Finding> {
  const { name } = check
  const { signal } = subject
  const started = performance.now()
  const reason = check.inapplicable?.(subject)
  if (reason !== undefined) return { name, result: 'skipped', detail: reason, tookMs: 0 }
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    await Promise.race([check.run(subject), aborted])
    return { name, result: 'passed', detail: '', tookMs: performance.now() - started }
  } catch (error) {
    signal.throwIfAborted()
    const detail = error instanceof Error ? error.message : String(error)
    return { name, result: 'failed', detail, tookMs: performance.now() - started }
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
