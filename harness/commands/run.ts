import { Command } from 'commander'
import type { RunFlags } from './flags.ts'

/** `bench run`: plays a scenario against strategies and compares them. */
export const command = new Command('run')
  .description('play a scenario against strategies and write the comparison')
  .argument('<strategy...>', 'names (bench list strategies), folders, or all')
  .option('--scenario <name|file>', 'what users do: a name (bench list scenarios) or a YAML file', 'burst')
  .option('--users <n[,n…]>', "user counts; default: the scenario's")
  .option('--query <duration>', "the slow query; default: the scenario's")
  .option('--db-connections <p>', 'P, the connections that a strategy may hold in all', '10')
  .option('--workers <n>', 'workers, where the topology has any', '4')
  .option('--widgets <n>', "charts on each user's page; default: the scenario's")
  .option('--query-mode <mode[,mode]>', 'async, blocking, or both', 'async')
  .option('--duration <duration>', 'how long users arrive, for open shapes')
  .option('--rate <r>', 'arrivals a second, for open shapes')
  .option('--timeout <duration>', "when a user gives up; default: 3 × the strategy's own last floor + 30s")
  .option('--seed <s>', 'arrivals, order of trials, keys; default: drawn and printed')
  .option('--trials <n>', 'fresh boots of each cell, interleaved', '1')
  .option('--driver <name>', 'what plays the users', 'users')
  .option('--provider <provider>', 'where services come from: auto, local, embedded', 'auto')
  .option('--ports <a-b>', 'workers behind a proxy listen on TCP ports of this range; default: Unix sockets')
  .option('--slo <expression...>', 'objectives instead of the scenario\'s: "p95(ttc) < 12s"')
  .option('--output <folder>', 'default: results/<time>-<scenario>')
  .option(
    '--report <names>',
    'terminal, html, or name=path, with commas; report.json is always written',
    'terminal,html',
  )
  .option('--setup', 'first install what the strategies need and is not here (see bench setup)')
  .option('--json', 'print report.json on stdout, and nothing else there')
  .addHelpText(
    'after',
    `
Examples:
  bench run all                       every strategy, 24 users, a 5 s query
  bench run all --setup               install nginx first, where it is missing
  bench run single cluster --users 8,24 --query-mode async,blocking
  bench run all --scenario neighbour  what a user feels while others load
  bench run single --scenario steady --trials 3 --seed 7
  bench run ./my-strategy             a strategy of your own (see bench init)`,
  )
  .action(async (references: string[], flags: RunFlags) => {
    const { runFromFlags } = await import('./runFromFlags.ts')
    await runFromFlags(references, flags)
  })
