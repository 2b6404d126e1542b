import { Command } from 'commander'
import { addExamples } from './examples.ts'
import type { ServeFlags } from './flags.ts'

/** `bench serve`: one strategy, until Ctrl-C; or as a target on stdin and stdout. */
export const command = new Command('serve')
  .description('start one strategy and print its URL, until Ctrl-C')
  .argument('<strategy>', 'a name (bench list strategies) or a folder')
  .option('--port <port>', 'TCP port to listen on', '0')
  .option('--query <duration>', 'the slow query', '5s')
  .option('--query-mode <mode>', 'async or blocking', 'async')
  .option('--db-connections <count>', 'P, the connections that it may hold', '10')
  .option('--workers <count>', 'workers, where the topology has any', '4')
  .option('--allow-origin <origin...>', 'origins of other pages that may embed its charts')
  .option('--provider <provider>', 'where services come from: auto, local, embedded', 'auto')
  .option('--ports <a-b>', 'workers behind a proxy listen on TCP ports of this range; default: Unix sockets')
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
    const { serveStrategy } = await import('./serveStrategy.ts')
    await serveStrategy(reference, options)
  })

addExamples(command, [
  ['bench serve single', 'open the printed URL in a browser'],
  ['bench serve cluster --workers 2 --query 2s --query-mode blocking'],
  ['bench serve ./my-strategy --port 8080', 'a strategy of your own'],
])
