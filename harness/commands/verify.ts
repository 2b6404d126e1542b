import { Command } from 'commander'
import { addExamples } from './examples.ts'
import type { VerifyFlags } from './flags.ts'
import { addTargetOptions } from './targetOptions.ts'

/** `bench verify`: the conformance suite against one strategy, as a table of checks. */
export const command = addTargetOptions(
  new Command('verify')
    .description('check that a strategy does what every strategy must')
    .argument('<strategy>', 'a name (bench list strategies), a folder, or a program that is a target')
    .option('--query-mode <mode>', 'async or blocking', 'async')
    .option('--db-connections <p>', 'P, the connections that it may hold in all', '10')
    .option('--workers <n>', 'workers, where the topology has any', '4'),
).action(async (reference: string, flags: VerifyFlags) => {
  const { verifyStrategy } = await import('./verifyStrategy.ts')
  await verifyStrategy(reference, flags)
})

addExamples(
  command,
  [
    ['bench verify single', 'every check, with async queries'],
    ['bench verify cluster --query-mode blocking --workers 2', 'the other kind of driver, fewer workers'],
    ['bench verify ./my-strategy', 'a strategy of your own'],
  ],
  'Some checks end processes, and Postgres where it is ours to end. The exit code is 4 where a check fails.',
)
