import type { RecordedRun, ReportFormat } from '../contract.ts'
import { groupsOf, userCounts } from '../groups.ts'
import { runVerdict } from '../words.ts'
import { environmentSection, methodSection } from './background.ts'
import { comparisonSection } from './comparison.ts'
import { faultsSection } from './faults.ts'
import { limitSection } from './limit.ts'
import { html, type Markup } from './markup.ts'
import { page } from './page.ts'
import { sessionsSection } from './sessions.ts'
import { verdictCard } from './verdict.ts'
import { viewsOf } from './view.ts'

/** One file that holds everything, for people: no script, no network. */
export const htmlReport: ReportFormat = {
  name: 'html',
  summary: 'one self-contained page with the comparison, charts and method',
  async render(run) {
    return { file: 'report.html', content: page(run.report, await contentOf(run)) }
  },
}

async function contentOf(run: RecordedRun): Promise<Markup> {
  const { report } = run
  const groups = groupsOf(report).map((group) => ({ group, views: viewsOf(run, group) }))
  const plotted = groups.some(({ views }) => views.some((view) => view.plotted))
  const unusable = runVerdict(report) === 'INVALID'
  return html`${unusable && html`<p class="band" role="note">No trial of this run is valid. The plots are left for finding out why; no figure of it can be used.</p>`}
${verdictCard(report, groups)}
${groups.length > 0 && comparisonSection(report, groups, userCounts(groups.map(({ group }) => group)))}
${faultsSection(report, groups)}
${plotted && (await limitSection(report, groups))}
${plotted && (await sessionsSection(report, groups))}
${environmentSection(report)}${methodSection()}`
}
