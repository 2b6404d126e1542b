import { commandOf, html, type Markup } from '../markup.ts'
import type { Report } from '../model.ts'
import { counted, gibibytes } from '../units.ts'

/** Machine, versions and the command: whether the run can be repeated. */
export function environmentSection(report: Report): Markup {
  const { environment, run } = report
  const facts: [string, string][] = [
    [
      'machine',
      `${counted(environment.cores, 'core')}, ${gibibytes(environment.memoryBytes)}, ${environment.cpuModel}`,
    ],
    ['system', `${environment.os} ${environment.kernel}, Node ${environment.node}`],
    ...(environment.postgres ? [['database', `Postgres ${environment.postgres}`] as [string, string]] : []),
    ...run.providers.map(
      ({ service, provider, version, reason }) =>
        [service, `${version}, ${provider}${reason ? ` (${reason})` : ''}`] as [string, string],
    ),
    ['load driver', `${run.driver}, on the same machine`],
    ['seed', String(run.seed)],
    ['order', `${counted(report.trials.length, 'trial')}, fresh processes for each`],
    ...(run.commit ? [['commit', run.commit] as [string, string]] : []),
  ]
  return html`<section id="environment" class="pair"><div class="card"><h2>Environment</h2><dl class="facts">${facts.map(([term, text]) => html`<dt>${term}</dt><dd>${text}</dd>`)}</dl></div>
<div class="card"><h2>Reproduce</h2><pre><code>${commandOf(run.command)}</code></pre><p>Same seed, same arrivals. The whole record is in <code>report.json</code> and the folder around it; <code>bench report</code> draws this page from it again.</p></div></section>`
}

/** What the words of the report mean, and what it does not say. */
export function methodSection(): Markup {
  return html`<section id="method"><h2>How was it measured?</h2><div class="method">
<p><b>Time to chart</b> runs from the moment at which a user meant to arrive until the complete, verified chart is there. A late send is part of it, and so is the wait of those who gave up.</p>
<p><b>Best possible</b>: with P connections and a query of Q seconds, the i-th chart cannot arrive before the later of its user’s start and the arrival of chart i − P, plus Q. A faster one would mean that a query was skipped, and fails the trial.</p>
<p><b>Efficiency</b> is the mean of the best possible times divided by the mean of the measured ones. It is not stated where users gave up.</p>
<p><b>Percentiles</b> are exact, by nearest rank. A p95 needs 59 charts and a p99 needs 299; below that it reads “n too small”.</p>
<p><b>Queries / charts</b>: slow queries counted by Postgres, charts by the load driver. More queries than charts is wasted work.</p>
<p><b>CPU per chart</b> and <b>memory per user</b> add up all processes of the strategy, Postgres and the load driver left out. Memory is Pss at its peak less Pss at the start, divided by users.</p>
<p><b>Misroute</b>: a socket that reached a process that does not hold its session. It is answered with an error, and its query never run again.</p>
<p><b>VALID</b>: the numbers can be trusted. <b>INVALID</b>: the harness or the machine was at fault, the trial is left out. <b>OVERLOADED</b>: the strategy could not serve the users. <b>FAILED</b>: it broke a rule of the comparison.</p>
<p><b>What this does not say</b>: how it would be on other machines, with remote users, with other arrivals or larger results. Those need runs of their own.</p>
</div></section>`
}
