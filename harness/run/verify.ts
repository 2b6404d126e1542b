import { core } from '../../strategies/conformance/index.ts'
import { runChecks } from '../../strategies/conformance/run.ts'
import { BenchError, exitCodes } from '../errors.ts'
import { type SubjectParts, subjectOf } from '../verify/subject.ts'

/** Phase 2 of a trial: the core of the conformance suite. Rejects with VERIFY_FAILED at what fails. */
export async function verifyTarget(parts: SubjectParts): Promise<void> {
  const findings = await runChecks(core, subjectOf(parts))
  const failed = findings.filter((finding) => finding.result === 'failed')
  if (failed.length === 0) return
  throw new BenchError('VERIFY_FAILED', failed.map((one) => `${one.name}: ${one.detail}`).join('; '), {
    exitCode: exitCodes.failed,
    hint: 'bench verify shows all checks',
  })
}
