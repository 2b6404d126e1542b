import type { Settings } from '../../strategies/app/settings.ts'
import { core } from '../../strategies/conformance/core.ts'
import { runChecks } from '../../strategies/conformance/run.ts'
import { BenchError, exitCodes } from '../errors.ts'
import type { TargetRole } from '../services/database/role.ts'
import type { Target } from '../target/target.ts'

/** Phase 2 of a trial: the core of the conformance suite. Rejects with VERIFY_FAILED at what fails first. */
export async function verifyTarget(parts: {
  target: Target
  settings: Settings
  role: TargetRole
  expected: Readonly<Record<string, string>>
  signal: AbortSignal
}): Promise<void> {
  const { target, settings, role, expected, signal } = parts
  const findings = await runChecks(core, {
    url: target.ready.url,
    settings,
    slots: target.ready.slots,
    capabilities: target.ready.capabilities,
    expected,
    counts: () => role.counts(),
    signal,
  })
  const failed = findings.filter((finding) => finding.result === 'failed')
  if (failed.length === 0) return
  throw new BenchError('VERIFY_FAILED', failed.map((one) => `${one.name}: ${one.detail}`).join('; '), {
    exitCode: exitCodes.failed,
    hint: 'bench verify shows all checks',
  })
}
