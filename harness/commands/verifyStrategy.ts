import type { QueryMode, Settings } from '../../strategies/app/settings.ts'
import type { Booted, ConformanceCheck, Finding } from '../../strategies/conformance/contract.ts'
import { suite, suiteFor } from '../../strategies/conformance/index.ts'
import { runChecks } from '../../strategies/conformance/run.ts'
import type { Capabilities } from '../../strategies/contract.ts'
import { parseImages, useImages } from '../containers/imageReference.ts'
import { exitCodes, wrongUse } from '../errors.ts'
import { endLedger } from '../lifecycle/clean.ts'
import { Disposal } from '../lifecycle/disposal.ts'
import { createLedger } from '../lifecycle/ledger.ts'
import { startServices } from '../run/services.ts'
import { fetchNginx } from '../services/nginx/needed.ts'
import { chooseIsolation } from '../target/isolation/choose.ts'
import type { Isolation } from '../target/isolation/contract.ts'
import { tellTargets } from '../target/proxy.ts'
import { resolveStrategy, type StrategyReference } from '../target/strategyReference.ts'
import { verifySettings } from '../verify/settings.ts'
import { startSubject } from '../verify/subject.ts'
import { checkRow } from './checkRow.ts'
import type { VerifyFlags } from './flags.ts'
import { onInterrupt } from './interrupt.ts'
import { portRange, queryModeOf, wholeNumber } from './values.ts'

interface Chosen {
  readonly queryMode: QueryMode
  readonly connections: number
  readonly workers: number
  readonly ports: Settings['ports']
}

const progress = (line: string) => process.stderr.write(`${line}\n`)

/**
 * Carries out `bench verify`: one line on stdout for each check as it is over, a summary at the end. Sets exit
 * code 4 where a check failed. Rejects where the strategy does not start.
 */
export async function verifyStrategy(name: string, flags: VerifyFlags): Promise<void> {
  const reference = await resolveStrategy(name)
  const chosen = chosenBy(reference, flags)
  useImages(parseImages(flags.image))
  tellTargets(flags.provider)
  using interrupt = onInterrupt(() => process.stderr.write('\nstopping (Ctrl-C again ends at once)\n'))
  const isolation = await chooseIsolation(flags, [reference])
  // The image has its own.
  if (!isolation) await fetchNginx([reference], flags.provider, { signal: interrupt.signal, progress })
  await using disposal = new Disposal()
  const subject = await start(reference, chosen, flags.provider, {
    signal: interrupt.signal,
    disposal,
    isolation,
  })
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

function chosenBy({ name, strategy }: StrategyReference, flags: VerifyFlags): Chosen {
  const queryMode = queryModeOf(flags.queryMode)
  const connections = wholeNumber('--db-connections', flags.dbConnections, 1, 200)
  const workers = wholeNumber('--workers', flags.workers, 1, 64)
  const ports = portRange('--ports', flags.ports)
  const least = strategy?.leastConnections(queryMode, workers) ?? 1
  if (connections >= least) return { queryMode, connections, workers, ports }
  throw wrongUse(
    `${name} needs at least ${least} database connections, not ${connections}`,
    `--db-connections ${least} or more`,
  )
}

/** What a start goes on in. */
interface Surroundings {
  readonly signal: AbortSignal
  readonly disposal: Disposal
  readonly isolation: Isolation | undefined
}

async function start(
  reference: StrategyReference,
  chosen: Chosen,
  provider: string,
  { signal, disposal, isolation }: Surroundings,
): Promise<Booted> {
  const runId = `verify_${Date.now().toString(36)}_${process.pid.toString(36)}`
  const ledger = createLedger(runId)
  disposal.defer(() => endLedger(ledger, progress))
  const services = disposal.use(await startServices({ runId, ledger, provider, signal, progress }))
  const settings = verifySettings(chosen)
  return disposal.use(await startSubject({ reference, services, settings, signal, isolation }))
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
