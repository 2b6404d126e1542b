import { Command } from 'commander'
import { addExamples } from './examples.ts'
import type { RunFlags } from './flags.ts'
import { addTargetOptions } from './targetOptions.ts'

/** `bench run`: plays a scenario against strategies and compares them. */
export const command = addTargetOptions(
  new Command('run')
    .description('play a scenario against strategies and write the comparison')
    .argument('<strategy...>', 'names (bench list strategies), folders, or all')
    .optionsGroup('What is played:')
    .option('--scenario <name|file>', 'what users do: a name (bench list scenarios) or a YAML file', 'burst')
    .option('--query <duration>', "the slow query, such as 5s or 200ms; default: the scenario's")
    .option('--query-mode <mode[,mode]>', 'async, blocking, or both', 'async')
    .option('--widgets <n>', "charts on each user's page; default: the scenario's")
    .option('--slo <expression...>', 'objectives instead of the scenario\'s: "p95(ttc) < 12s"')
    .optionsGroup('Load:')
    .option('--users <n[,n…]>', "user counts; several make a matrix; default: the scenario's")
    .option('--duration <duration>', 'how long users arrive, for open shapes')
    .option('--rate <r>', 'arrivals a second, for open shapes')
    .option('--timeout <duration>', "when a user gives up; default: 3 × the strategy's own last floor + 30s")
    .option('--trials <n>', 'fresh boots of each cell, interleaved', '1')
    .option('--seed <s>', 'arrivals, order of trials, keys; default: drawn and printed')
    .option('--driver <name>', 'what plays the users (bench list drivers)', 'users')
    .optionsGroup('What serves it, and where:')
    .option('--db-connections <p>', 'P, the connections that a strategy may hold in all', '10')
    .option('--workers <n>', 'workers, where the topology has any', '4'),
)
  .option('--setup', 'first install what the strategies need and is not here (see bench setup)')
  .optionsGroup('Output:')
  .option('--output <folder>', 'where the run is recorded; default: results/<time>-<scenario>')
  .option(
    '--report <names>',
    'names (bench list reports) or name=path, with commas; report.json is always written',
    'terminal,html',
  )
  .option('--json', 'print report.json on stdout, and nothing else there')
  .option('--open', 'open report.html in the browser at the end')
  .optionsGroup('Other:')
  .action(async (references: string[], flags: RunFlags) => {
    const { runFromFlags } = await import('./runFromFlags.ts')
    await runFromFlags(references, flags)
  })

addExamples(command, [
  ['bench run all', 'every strategy, 24 users, a 5 s query'],
  ['bench run all --users 1,8,20,64 --open', 'who copes with how many, in the browser'],
  ['bench run all --setup', 'install nginx first, where it is missing'],
  ['bench run single cluster --query-mode async,blocking', 'two, with both kinds of driver'],
  ['bench run all --scenario neighbour', 'what a user feels while others load'],
  ['bench run single --scenario ./mine.yaml', 'a scenario of your own (bench init scenario)'],
  ['bench run single --slo "p95(ttc) < 8s"', 'exits with 5 where that is missed'],
  ['bench run single --trials 3 --seed 7', 'three boots; the same arrivals every time'],
  ['bench run ./my-strategy', 'a strategy of your own (bench init strategy)'],
])
