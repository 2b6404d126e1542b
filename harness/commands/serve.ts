import { Command, Option } from 'commander'
import { LOOPBACK } from '../../strategies/app/address.ts'
import { addExamples } from './examples.ts'
import type { ServeFlags } from './flags.ts'
import { addTargetOptions } from './targetOptions.ts'

/** An option that a variable of its name can give too, which is how containers are told: BENCH_DB_CONNECTIONS. */
function setting(flags: string, description: string, usual: string): Option {
  const option = new Option(flags, description).default(usual)
  return option.env(`BENCH_${option.name().replaceAll('-', '_').toUpperCase()}`)
}

/** `bench serve`: one strategy, until Ctrl-C; or as a target on stdin and stdout. */
export const command = addTargetOptions(
  new Command('serve')
    .description('start one strategy and print its URL, until Ctrl-C')
    .argument('<strategy>', 'a name (bench list strategies) or a folder')
    .addOption(setting('--host <address>', 'IP address to listen on; 0.0.0.0: all of this machine', LOOPBACK))
    .addOption(setting('--port <port>', 'TCP port to listen on; 0: one that is free', '0'))
    .addOption(setting('--query <duration>', 'the slow query', '5s'))
    .addOption(setting('--query-mode <mode>', 'async or blocking', 'async'))
    .addOption(setting('--db-connections <count>', 'P, the connections that it may hold', '10'))
    .addOption(setting('--workers <count>', 'workers, where the topology has any', '4'))
    .addOption(
      new Option(
        '--allow-origin <origin...>',
        'origins of other pages that may embed its charts, and other names under which it is reached',
      ).env('BENCH_ALLOW_ORIGIN'),
    ),
)
  .option('--process <role>', 'that process of it alone, where something else starts the others')
  .option('--name <name>', 'with --process: its name, of no other process')
  .option('--ready-file <file>', 'with --process: there as long as it serves, for who looks after it')
  .option('--target', 'speak the target protocol on stdin and stdout instead')
  .action(async (reference: string, options: ServeFlags) => {
    if (options.target) {
      const [{ resolveStrategy }, { superviseTarget }] = await Promise.all([
        import('../target/strategyReference.ts'),
        import('../target/supervisor.ts'),
      ])
      const { strategy } = await resolveStrategy(reference)
      const { wrongUse } = await import('../errors.ts')
      if (!strategy) throw wrongUse(`${reference} is a target already`, 'run it without bench serve')
      return superviseTarget(strategy)
    }
    const { mustFitTogether } = await import('./servedAs.ts')
    mustFitTogether(options)
    if (options.process !== undefined) {
      const { serveProcess } = await import('./serveProcess.ts')
      return serveProcess(reference, options.process, options)
    }
    const { serveStrategy } = await import('./serveStrategy.ts')
    await serveStrategy(reference, options)
  })

addExamples(
  command,
  [
    ['bench serve single', 'open the printed URL in a browser'],
    ['bench serve cluster --workers 2 --query 2s --query-mode blocking'],
    ['bench serve proxy-pool --host 0.0.0.0 --port 8000', 'for other machines, too'],
    ['bench serve queue --process worker', 'one process, in a container of its own for example'],
    ['bench serve ./my-strategy --port 8080', 'a strategy of your own'],
  ],
  'Variables can say the same: BENCH_HOST, BENCH_PORT, BENCH_QUERY, BENCH_QUERY_MODE, BENCH_DB_CONNECTIONS, BENCH_WORKERS, BENCH_ALLOW_ORIGIN, BENCH_PROVIDER. One process alone needs DATABASE_URL, and BENCH_SECRET: the same 32 to 128 hexadecimal digits for all.',
)
