import { Command } from 'commander'

/** `bench report`: renders a recorded run again. */
export const command = new Command('report')
  .description('render the reports of a recorded run again')
  .argument('<run>', 'the folder of a run, or latest')
  .option('--report <names>', 'terminal, html, json, or name=path, with commas', 'terminal,html')
  .addHelpText(
    'after',
    `
Examples:
  bench report latest
  bench report results/2026-01-31-120000-burst --report html=comparison.html`,
  )
  .action(async (run: string, flags: { report: string }) => {
    const [{ readRun }, { parseReports, writeReports }, { findRun }] = await Promise.all([
      import('../../reports/recorded.ts'),
      import('./reports.ts'),
      import('./findRun.ts'),
    ])
    const folder = findRun(run)
    await writeReports(readRun(folder), folder, parseReports(flags.report))
  })
