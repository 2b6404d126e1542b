import { Command } from 'commander'
import { addExamples } from './examples.ts'
import { progress } from './progress.ts'

/** `bench report`: renders a recorded run again. */
export const command = new Command('report')
  .description('render the reports of a recorded run again')
  .argument('<run>', 'the folder of a run, or latest')
  .option('--report <names>', 'names (bench list reports) or name=path, with commas', 'terminal,html')
  .option('--open', 'open report.html in the browser at the end')
  .action(async (run: string, flags: { report: string; open?: boolean }) => {
    const [
      { readRun },
      { parseReports, writeReports },
      { findRun },
      { checkOpen, openReport },
      { reportFailure },
    ] = await Promise.all([
      import('../../reports/recorded.ts'),
      import('./reports.ts'),
      import('./findRun.ts'),
      import('./openReport.ts'),
      import('./failure.ts'),
    ])
    const folder = findRun(run)
    const wanted = parseReports(flags.report, folder)
    checkOpen(flags.open, wanted)
    const failures = await writeReports(readRun(folder), folder, wanted)
    for (const failure of failures) reportFailure(failure)
    if (flags.open) await openReport(wanted, folder, progress)
  })

addExamples(command, [
  ['bench report latest', 'the youngest run in results/'],
  ['bench report latest --open', 'and its page in the browser'],
  ['bench report results/2026-01-31-120000-burst --report html=comparison.html'],
  ['bench report latest --report markdown,junit=out/junit.xml', 'for a comment and for CI'],
])
