import { Command, CommanderError, type Option } from 'commander'
import { exitCodes } from '../errors.ts'
import { benchVersion } from '../measure/environment.ts'
import { addExamples, type Example } from './examples.ts'
import { reportFailure } from './failure.ts'
import { misuse } from './misuse.ts'
import { surviveClosedOutput } from './output.ts'

/** The commands by what they are for, in the order of the help. */
const groups = {
  'Measure:': [() => import('./run.ts'), () => import('./report.ts')],
  'Try:': [() => import('./serve.ts'), () => import('./verify.ts')],
  'Begin:': [
    () => import('./list.ts'),
    () => import('./init.ts'),
    () => import('./doctor.ts'),
    () => import('./setup.ts'),
    () => import('./export.ts'),
    () => import('./completion.ts'),
  ],
} as const satisfies Record<string, readonly (() => Promise<{ command: Command }>)[]>

const examples: readonly Example[] = [
  ['bench run all', 'every strategy, 24 users at once, a 5 s query'],
  ['bench run all --query-mode async,blocking', 'and what blocking queries do to each'],
  ['bench report latest', 'the last run once more'],
  ['bench serve single', 'one strategy to look at, in a browser'],
  ['bench list', 'what can be named here'],
  ['bench setup', 'installs what is missing (nginx)'],
]

const exitCodesInWords = `
Exit codes: 0 done · 1 a fault of ours · 2 wrong use · 3 the machine lacks
            something · 4 a strategy failed · 5 an objective missed ·
            7 no valid measurement · 130 interrupted`

/** The whole command line. Commands register themselves; what one needs is loaded when it runs. */
export async function createProgram(): Promise<Command> {
  const bench = new Command('bench')
    .description(
      'Compares concurrency strategies for live dashboards: the same slow chart, real users, honest numbers.',
    )
    .version(benchVersion(), '--version', 'print the version')
    .option('--no-color', 'plain text (as does the variable NO_COLOR)')
    .option('--verbose', 'of an error, all that is known')
    .configureHelp({
      helpWidth: Math.min(process.stdout.columns || 80, 100),
      showGlobalOptions: true,
      visibleGlobalOptions,
      optionDescription,
    })
    // What is wrong with a command line is told like every other error, in one place.
    .configureOutput({ outputError: () => {} })
    .commandsGroup('Begin:')
    .helpCommand(true)
  addExamples(bench, examples)
  bench.addHelpText('after', exitCodesInWords)
  tellMisuse(bench)
  for (const [group, loads] of Object.entries(groups)) {
    for (const { command } of await Promise.all(loads.map((load) => load()))) {
      bench.addCommand(command.helpGroup(group))
      adopt(command, bench)
    }
  }
  return bench
}

/** Those that mean something behind a subcommand too. */
function visibleGlobalOptions({ parent }: Command): Option[] {
  if (parent === null) return []
  return parent.parent
    ? visibleGlobalOptions(parent)
    : parent.options.filter(({ long }) => long !== '--version')
}

/** What an option is for, and its default in our own way. */
function optionDescription({ description, defaultValue }: Option): string {
  // The default of an option such as --no-color says nothing.
  return typeof defaultValue === 'string' ? `${description}; default: ${defaultValue}` : description
}

/** Parses and runs a command line. Sets the exit code; every error is reported in one place. */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
  surviveClosedOutput()
  process.on('uncaughtException', endAtOnce)
  // Whoever asks for the colour (the help, a child process) then gets the same answer.
  if (argv.includes('--no-color')) process.env.NO_COLOR = '1'
  try {
    await (await createProgram()).parseAsync(argv)
  } catch (error) {
    if (!(error instanceof CommanderError)) reportFailure(error)
    // Help that was asked for, or that stands in place of a command that is missing.
    else process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.wrongUse
  }
}

/** After an error that nobody awaited, nothing can be relied on, an orderly end neither. */
function endAtOnce(error: unknown): never {
  reportFailure(error)
  process.stderr.write('  bench doctor --clean ends what was left running\n')
  process.exit()
}

/** Commands that are added whole inherit nothing by themselves. */
function adopt(command: Command, parent: Command): void {
  tellMisuse(command.copyInheritedSettings(parent))
  // Its own, and not that of its parent, which stands in another group.
  if (command.commands.length > 0) command.helpCommand('help [command]', 'display help for command')
  for (const child of command.commands) adopt(child, command)
}

function tellMisuse(command: Command): void {
  command.exitOverride((error) => {
    throw misuse(error, command) ?? error
  })
}
