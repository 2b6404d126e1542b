import type { QueryMode, Settings } from '../../strategies/app/settings.ts'
import type { ConformanceCheck, Finding } from '../../strategies/conformance/contract.ts'
import { suite, suiteFor } from '../../strategies/conformance/index.ts'
import { runChecks } from '../../strategies/conformance/run.ts'
import type { Capabilities } from '../../strategies/contract.ts'
import { exitCodes } from '../errors.ts'
import { mustSuffice } from '../target/leastConnections.ts'
import { resolveStrategy } from '../target/strategyReference.ts'
import { verifySettings } from '../verify/settings.ts'
import { startSubject } from '../verify/subject.ts'
import { checkRow } from './checkRow.ts'
import type { VerifyFlags } from './flags.ts'
import { prepareGround } from './ground.ts'
import { onInterrupt } from './interrupt.ts'
import { tellStopping } from './untilStopped.ts'
import { portRange, queryModeOf, wholeNumber } from './values.ts'

interface Chosen {
  readonly queryMode: QueryMode
  readonly connections: number
  readonly workers: number
  readonly ports: Settings['ports']
}

/**
 * Carries out `bench verify`: one line on stdout for each check as it is over, a summary at the end. Sets exit
 * code 4 where a check failed. Rejects where the strategy does not start.
 */
export async function verifyStrategy(name: string, flags: VerifyFlags): Promise<void> {
  const reference = await resolveStrategy(name)
  const chosen = chosenBy(flags)
  mustSuffice(reference, chosen)
  using interrupt = onInterrupt(tellStopping)
  const { signal } = interrupt
  await using ground = await prepareGround('verify', reference, flags, signal)
  const { services, isolation } = ground
  const settings = verifySettings(chosen)
  await using subject = await startSubject({ reference, services, settings, signal, isolation })
  const checks = suiteFor(subject.capabilities, chosen.queryMode)
  const began = performance.now()
  const findings = await runChecks(checks, subject, { begin: showRunning, over: showFinding })
  const tookMs = performance.now() - began
  process.stdout.write(
    summary(
      { name: reference.name, capabilities: subject.capabilities },
      chosen.queryMode,
      checks,
      findings,
      tookMs,
    ),
  )
  if (findings.some(({ result }) => result === 'failed')) process.exitCode = exitCodes.failed
}

function chosenBy(flags: VerifyFlags): Chosen {
  return {
    queryMode: queryModeOf(flags.queryMode),
    connections: wholeNumber('--db-connections', flags.dbConnections, 1, 200),
    workers: wholeNumber('--workers', flags.workers, 1, 64),
    ports: portRange('--ports', flags.ports),
  }
}

/** On a terminal the check that runs stands below the others, until its line takes its place. */
function showRunning({ name }: ConformanceCheck): void {
  if (!process.stderr.isTTY) return
  const width = (process.stderr.columns || 80) - 4
  process.stderr.write(`\r\u001b[2K… ${name.length > width ? `${name.slice(0, width - 1)}…` : name}`)
}

function showFinding(finding: Finding): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[2K')
  process.stdout.write(checkRow(finding))
}

function summary(
  { name, capabilities }: { name: string; capabilities: Capabilities },
  mode: QueryMode,
  checks: readonly ConformanceCheck[],
  findings: readonly Finding[],
  tookMs: number,
): string {
  const count = (result: Finding['result']) => findings.filter((one) => one.result === result).length
  const numbers = [`${count('passed')} passed`, `${count('failed')} failed`, `${count('skipped')} skipped`]
  const left = suite.filter((check) => !checks.includes(check))
  const blocked = left.filter(
    ({ needsResponsive }) => needsResponsive && !capabilities.responsive[mode],
  ).length
  const reasons = [
    blocked > 0
      ? `${blocked} left out: they need sockets that are served while a query runs, which ${name} declares it cannot do with ${mode} queries`
      : '',
    left.length > blocked
      ? `${left.length - blocked} left out: about faults that ${name} does not declare`
      : '',
  ].filter(Boolean)
  return `\n${name}, ${mode} queries: ${numbers.join(', ')} in ${(tookMs / 1_000).toFixed(0)} s\n${reasons.map((reason) => `${reason}\n`).join('')}`
}
