import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readRun } from '../../reports/recorded.ts'
import { groupNames, type Scenario } from '../../scenarios/contract.ts'
import { formatDuration, parseDuration } from '../../scenarios/duration.ts'
import { loadScenario } from '../../scenarios/index.ts'
import { parseObjective } from '../../scenarios/objective.ts'
import { parseImages, useImages } from '../containers/imageReference.ts'
import { loadDriver } from '../drivers/index.ts'
import { exitCodes, wrongUse } from '../errors.ts'
import { killedRuns } from '../lifecycle/clean.ts'
import { exitCodeOf } from '../run/exitCode.ts'
import type { RunOptions } from '../run/plan.ts'
import { createProgress } from '../run/progress/index.ts'
import { performRun } from '../run/run.ts'
import { checkProvider } from '../services/index.ts'
import { chooseIsolation } from '../target/isolation/choose.ts'
import { isolationWords } from '../target/isolation/contract.ts'
import { leaveCpusToTargets } from '../target/isolation/spareCpus.ts'
import { tellTargets } from '../target/proxy.ts'
import type { StrategyReference } from '../target/strategyReference.ts'
import { leaveOutUnable, resolveStrategies } from './ableStrategies.ts'
import { wantsColor } from './color.ts'
import { reportFailure } from './failure.ts'
import type { RunFlags } from './flags.ts'
import { onInterrupt } from './interrupt.ts'
import { checkOpen, openReport } from './openReport.ts'
import { repeatCommand } from './repeatCommand.ts'
import { refuseUnwritable } from './reportOutputs.ts'
import { parseReports, writeReports } from './reports.ts'
import { setUpFor } from './setup/forStrategies.ts'
import { durationMs, portRange, queryModesOf, ratePerSecond, wholeNumber, wholeNumbers } from './values.ts'

const MOST_SEED = 999_999_999

/** Carries out `bench run` and sets the exit code. Throws wrong use before anything runs. */
export async function runFromFlags(references: readonly string[], flags: RunFlags): Promise<void> {
  const asked = await resolveStrategies(references)
  const wanted = await runOptions(asked, flags)
  const driver = await loadDriver(flags.driver)
  checkProvider(flags.provider)
  useImages(parseImages(flags.image), wanted.scenario.images)
  const folder = flags.output ?? defaultFolder(wanted.scenario.name)
  if (existsSync(join(folder, 'run.json')))
    throw wrongUse(`${folder} holds a run already`, 'name another --output')
  const reports = parseReports(flags.json ? 'json' : flags.report, folder)
  refuseUnwritable(reports)
  checkOpen(flags.open, reports)
  const progress = createProgress(process.stderr, { color: wantsColor(process.stderr) })
  if (flags.setup) await setUpFor(asked, flags, progress.note)
  const isolation = await chooseIsolation(flags, asked)
  // The image has what every strategy needs.
  const { strategies, skipped } = isolation
    ? { strategies: asked, skipped: [] }
    : await leaveOutUnable(asked, references, flags.provider)
  const options = { ...wanted, strategies }
  tellTargets(flags.provider)
  using interrupt = onInterrupt(() => {
    progress.end()
    process.stderr.write(`stopping; what was recorded is kept in ${folder} (Ctrl-C again ends at once)\n`)
  })
  remindOfKilledRuns(progress.note)
  progress.note(headline(options))
  if (isolation) progress.note(isolationWords(isolation))
  const sharing = isolation && leaveCpusToTargets(isolation.limits)
  for (const { name, reason } of skipped) progress.note(`${name} is SKIPPED: ${reason}`)
  const report = await performRun({
    options,
    driver,
    provider: flags.provider,
    folder,
    command: repeatCommand(process.argv.slice(2), flags.seed === undefined ? options.seed : undefined),
    progress,
    signal: interrupt.signal,
    skipped,
    isolation,
    notes: sharing === undefined ? [] : [sharing],
  })
  const found = exitCodeOf(report)
  const failures = await writeReports(readRun(folder), folder, reports)
  for (const failure of failures) reportFailure(failure)
  // What the run found comes before a report that could not be written, a fault of ours before both.
  if (found !== exitCodes.done && process.exitCode !== exitCodes.ourFault) process.exitCode = found
  if (flags.open) await openReport(reports, folder, progress.note)
}

/** What a killed run has left takes processor time and memory from this one. */
function remindOfKilledRuns(note: (line: string) => void): void {
  const count = killedRuns().length
  if (count === 0) return
  const who = count === 1 ? 'a run that was killed' : `${count} runs that were killed`
  note(`${who} may have left something behind; bench doctor --clean ends it`)
}

async function runOptions(strategies: readonly StrategyReference[], flags: RunFlags): Promise<RunOptions> {
  const scenario = await scenarioFor(flags)
  const users = flags.users === undefined ? undefined : wholeNumbers('--users', flags.users, 1, 100_000)
  const rate = flags.rate === undefined ? undefined : ratePerSecond('--rate', flags.rate)
  const duration = flags.duration === undefined ? undefined : durationMs('--duration', flags.duration)
  if (users && rate !== undefined && duration !== undefined) {
    throw wrongUse('--users, --rate and --duration contradict each other', 'leave one of them out')
  }
  return {
    strategies,
    scenario,
    users: users ?? [undefined],
    queryModes: queryModesOf(flags.queryMode),
    queryMs: parseDuration(scenario.query)!,
    connections: wholeNumber('--db-connections', flags.dbConnections, 1, 10_000),
    workers: wholeNumber('--workers', flags.workers, 1, 256),
    widgets: scenario.widgets,
    rate,
    durationMs: duration,
    timeoutMs: flags.timeout === undefined ? undefined : durationMs('--timeout', flags.timeout),
    ports: portRange('--ports', flags.ports),
    trials: wholeNumber('--trials', flags.trials, 1, 1_000),
    seed:
      flags.seed === undefined
        ? Math.floor(Math.random() * MOST_SEED)
        : wholeNumber('--seed', flags.seed, 0, MOST_SEED),
  }
}

/** The scenario with what the command line changes in it, so that the record says what was played. */
async function scenarioFor(flags: RunFlags): Promise<Scenario> {
  const scenario = await loadScenario(flags.scenario)
  const objectives = flags.slo ?? scenario.objectives
  const groups = groupNames(scenario)
  for (const objective of objectives) parseObjective(objective, groups)
  return {
    ...scenario,
    objectives,
    ...(flags.query === undefined
      ? {}
      : { query: formatDuration(durationMs('--query', flags.query, 600_000)) }),
    ...(flags.widgets === undefined ? {} : { widgets: wholeNumber('--widgets', flags.widgets, 1, 12) }),
  }
}

function headline(options: RunOptions): string {
  const { scenario, strategies, connections, seed } = options
  const names = strategies.map((strategy) => strategy.name).join(', ')
  return `${scenario.name}: ${scenario.title} · ${names} · ${scenario.query} query, P = ${connections} · seed ${seed}`
}

function defaultFolder(scenario: string): string {
  const time = new Date().toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-')
  return join('results', `${time}-${scenario}`)
}
