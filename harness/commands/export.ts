import { Command } from 'commander'
import { unknownName } from '../errors.ts'
import { addExamples } from './examples.ts'

export const exportNames = ['nginx'] as const

/** `bench export`: files for other programs. */
export const command = new Command('export')
  .description('print a file for another program')
  .argument('<what>', exportNames.join(', '))
  .requiredOption(
    '--worker <name=host:port...>',
    'nginx: a chart server that listens there (with serve --process)',
  )
  .option('--listen <address:port>', 'nginx: where users enter', '127.0.0.1:8000')
  .option('--folder <folder>', 'nginx: where it may write', '/tmp')
  .action(async (what: string, options: { worker: string[]; listen: string; folder: string }) => {
    if (!exportNames.some((kind) => kind === what)) throw unknownName('file to export', what, exportNames)
    const { exportNginx } = await import('./exportNginx.ts')
    process.stdout.write(exportNginx(options))
  })

addExamples(
  command,
  [
    [
      'bench export nginx --worker a=10.0.0.5:80 b=10.0.0.6:80 > nginx.conf',
      'in front of two chart servers that something else looks after',
    ],
  ],
  'Each of them is started with bench serve proxy-pool --process worker, and --name as here.',
)
