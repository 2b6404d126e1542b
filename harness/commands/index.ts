import { Command, CommanderError } from 'commander'
import { exitCodes } from '../errors.ts'
import { benchVersion } from '../measure/environment.ts'
import { reportFailure } from './failure.ts'

/** Registers every command; what a command needs is loaded when it runs. */
function program(): Command {
  const bench = new Command('bench')
    .description(
      'Compares concurrency strategies for live dashboards: the same slow chart, real users, honest numbers.',
    )
    .version(benchVersion())
    .option('--no-color', 'plain text')
    .configureHelp({ helpWidth: Math.min(process.stdout.columns || 80, 100) })
    .showHelpAfterError('(bench --help lists the commands)')
    .addHelpText('after', exitCodeHelp)
  return bench
}

const exitCodeHelp = `
Exit codes: 0 done · 1 a fault of ours · 2 wrong use · 3 the machine lacks something
            4 a strategy failed · 5 an objective missed · 7 invalid · 130 interrupted`

/** Parses and runs a command line. Sets the exit code; every error is reported in one place. */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
  const bench = program()
  const modules = await Promise.all([
    import('./run.ts'),
    import('./list.ts'),
    import('./serve.ts'),
    import('./verify.ts'),
    import('./report.ts'),
    import('./doctor.ts'),
    import('./init.ts'),
  ])
  for (const { command } of modules) {
    bench.addCommand(
      command.exitOverride().configureHelp({ helpWidth: Math.min(process.stdout.columns || 80, 100) }),
    )
  }
  bench.exitOverride()
  try {
    await bench.parseAsync(argv)
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.wrongUse
      return
    }
    reportFailure(error)
  }
}
