import { isolationFact, isolationOf } from '../isolation.ts'
import { commandOf, html, type Markup } from '../markup.ts'
import type { Report } from '../model.ts'
import { leastN } from '../percentiles.ts'
import { counted, duration, gibibytes, listed, percent } from '../units.ts'

type Fact = readonly [term: string, text: string]

/** Machine, versions and the command: whether the run can be repeated. */
export function environmentSection(report: Report): Markup {
  return html`<section id="environment" class="pair"><div class="card"><h2>Environment</h2><dl class="facts">${factsOf(report).map(([term, text]) => html`<dt>${term}</dt><dd>${text}</dd>`)}</dl></div>
<div class="card"><h2>Reproduce</h2><pre><code>${commandOf(report.run.command)}</code></pre><p>Same seed, same arrivals. The whole record is in <code>report.json</code> and the folder around it; <code>bench report</code> draws this page from it again, <code>bench doctor</code> says what another machine lacks.</p></div></section>`
}

function factsOf({ environment, run, trials }: Report): Fact[] {
  const { cores, memoryBytes, cpuModel, os, kernel, node, bench } = environment
  const isolation = isolationOf({ trials })
  return [
    ['machine', [counted(cores, 'core'), gibibytes(memoryBytes), cpuModel].join(', ')],
    ['system', `${os}, kernel ${kernel}, Node ${node}, bench ${bench}`],
    ...run.providers.map((one) => providerFact(one, trials)),
    ...(isolation ? [['strategies', isolationFact(isolation)] as const] : []),
    ['load driver', [run.driver, 'on the same machine', ...driverShare(trials)].join(', ')],
    ['load', `${run.loadModel} model, seed ${run.seed}`],
    ...(trials.length > 0 ? [['order', orderOf(trials)] as const] : []),
    ...(run.commit ? [['commit', run.commit] as const] : []),
  ]
}

/** What a service is, and why it was chosen; of the database also what a strategy may use of it. */
function providerFact(one: Provider, trials: Report['trials']): Fact {
  const { service, version, provider, reason } = one
  const budgets = [...new Set(trials.map(({ connections }) => connections.budget))].filter((p) => p > 0)
  const share =
    service === 'postgres' && budgets.length > 0
      ? `, ${listed(budgets.map(String))} connections for every strategy`
      : ''
  const name = service === 'postgres' ? 'Postgres ' : ''
  return [
    service === 'postgres' ? 'database' : service,
    `${name}${version}${share}; ${reason || provider}${containerOf(one)}`,
  ]
}

type Provider = Report['run']['providers'][number]

const networks = { host: 'on the host network', ports: 'with published ports' } as const

/** What its container was, as far as the reason does not say: its image by content, since tags move. */
function containerOf({ container, reason }: Provider): string {
  if (!container) return ''
  const { image, imageId, engine, network } = container
  const untold = [image, engine].filter((one) => !reason.includes(one))
  const id = imageId.slice(0, 'sha256:'.length + 12)
  return `; ${[...untold, `image ${id}`, networks[network]].join(', ')}`
}

/** How busy the driver was in the trial in which it was busiest, where that was recorded. */
function driverShare(trials: Report['trials']): string[] {
  const shares = trials.flatMap(({ resources, measuredMs }) => {
    const driver = resources?.roles.find(({ role }) => role === 'driver')
    return driver && measuredMs ? [driver.cpuMs / measuredMs] : []
  })
  return shares.length > 0 ? [`at most ${percent(Math.max(...shares))} of one core`] : []
}

function orderOf(trials: Report['trials']): string {
  const measuredMs = trials.reduce((sum, trial) => sum + (trial.measuredMs ?? 0), 0)
  const time = measuredMs >= 120_000 ? `${Math.round(measuredMs / 60_000)}\u00a0min` : duration(measuredMs)
  return `${counted(trials.length, 'trial')} in random order, fresh processes for each${measuredMs > 0 ? `, ${time} of users` : ''}`
}

/** What the words of the report mean, and what it does not say. */
export function methodSection(): Markup {
  return html`<section id="method"><h2>How was it measured?</h2><div class="method">
<p><b>Time to chart</b> runs from the moment at which a user meant to arrive until the complete, verified chart is there. A late send is part of it. Who gave up, was refused or could not be met counts with the time after which users give up: a soon refusal must not look like a quick chart.</p>
<p><b>Best possible</b>: with P connections and a query of Q seconds, the i-th chart cannot arrive before the later of its user’s start and the arrival of chart i − P, plus Q. A faster one would mean that a query was skipped, and fails the trial.</p>
<p><b>Efficiency</b> is the mean of the best possible times divided by the mean of the measured ones. It is not stated where charts are missing.</p>
<p><b>Percentiles</b> are exact, by nearest rank. A p95 needs ${leastN.p95} charts and a p99 needs ${leastN.p99}; below that it reads “n too small”.</p>
<p><b>Queries / charts</b>: slow queries counted by Postgres, charts by the load driver. More queries than charts is wasted work.</p>
<p><b>CPU per chart</b> and <b>memory per user</b> add up all processes of the strategy, Postgres and the load driver left out. Memory is Pss at its peak less Pss at the start, divided by users. The system tells CPU time in ticks of 10 ms, at most two off for each process: “~” means that this may change a tenth of a figure, “<” that there were fewer than ten ticks. Of strategies in containers the control group tells it exactly; only their supervisor’s, which is taken off, comes in ticks.</p>
<p><b>Ranking</b>: by p95 (where n is too small, by the slowest chart) among the valid cells that miss no objective. Within 2 %, or within the spread of trials, is a tie, which CPU decides, then memory, and where neither can be told apart the simpler strategy comes first.</p>
<p><b>Misroute</b>: a socket that reached a process that does not hold its session. It is answered with an error, and its query never run again.</p>
<p><b>VALID</b>: the numbers can be trusted. <b>INVALID</b>: the harness or the machine was at fault, the trial is left out. <b>OVERLOADED</b>: the strategy could not serve the users. <b>FAILED</b>: it broke a rule of the comparison.</p>
<p><b>What this does not say</b>: how it would be on other machines, with remote users, with other arrivals or larger results. Those need runs of their own.</p>
</div><p>More in <code>docs/reading-a-report.md</code> of the project.</p></section>`
}
