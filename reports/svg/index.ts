import { chartMakers } from '../charts/index.ts'
import { groupViewsOf } from '../charts/view.ts'
import type { ReportFormat } from '../contract.ts'
import { slideOf } from './slide.ts'

/** Every figure of the report as a file of its own, named by its id. A run without charts yields none. */
export const svg: ReportFormat = {
  name: 'svg',
  summary: 'each chart as a picture for slides, in a folder',
  async render(run) {
    const groups = groupViewsOf(run)
    const sections = chartMakers.flatMap((make) => make(run, groups) ?? [])
    const slides = sections.flatMap((section) => section.figures.map((figure) => ({ section, figure })))
    const files: { file: string; content: string }[] = []
    for (const { section, figure } of slides) {
      files.push({
        file: `${figure.id.replace(/[^\w.-]+/g, '-')}.svg`,
        content: await slideOf(run.report, section, figure),
      })
    }
    return { folder: 'charts', files }
  },
}
