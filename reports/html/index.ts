import { chartMakers } from '../charts/index.ts'
import { groupViewsOf } from '../charts/view.ts'
import type { RecordedRun, ReportFormat } from '../contract.ts'
import { userCounts } from '../groups.ts'
import { html, type Markup } from '../markup.ts'
import { runVerdict } from '../words.ts'
import { environmentSection, methodSection } from './background.ts'
import { comparisonSection } from './comparison.ts'
import { faultsSection } from './faults.ts'
import { objectivesSection } from './objectives.ts'
import { page } from './page.ts'
import { chartSection } from './section.ts'
import { slowestSection } from './slowest.ts'
import { verdictCard } from './verdict.ts'

/** One file that holds everything, for people: no network, and complete without scripts. */
export const htmlReport: ReportFormat = {
  name: 'html',
  summary: 'one self-contained page with the comparison, charts and method',
  async render(run) {
    return { file: 'report.html', content: page(run.report, await contentOf(run)) }
  },
}

async function contentOf(run: RecordedRun): Promise<Markup> {
  const { report } = run
  const groups = groupViewsOf(run)
  const sections = chartMakers.flatMap((make) => make(run, groups) ?? [])
  const charts = await Promise.all(sections.map(chartSection))
  const counts = userCounts(groups.map(({ group }) => group))
  const unusable = runVerdict(report) === 'INVALID'
  return html`${verdictCard(report, groups)}
${groups.length > 0 && comparisonSection(report, groups, counts)}
${faultsSection(report, groups)}
${unusable && html`<p class="band" role="note">No trial of this run is valid. The plots are left for finding out why; no figure of it can be used.</p>`}
${charts}
${slowestSection(groups)}
${objectivesSection(report, groups, counts)}
${environmentSection(report)}${methodSection()}`
}
