import { Command } from 'commander'

/** `bench init`: commented starting points. */
export const command = new Command('init').description('write a starting point of your own')

command
  .command('strategy')
  .description('a strategy that runs as it stands, to be changed into yours')
  .argument('<name>', 'lower case letters, digits and dashes')
  .option('--into <folder>', "where its folder is made; default: the checkout's strategies/, else here")
  .addHelpText(
    'after',
    `
Examples:
  bench init strategy my-pool            in a checkout: strategies/my-pool
  bench init strategy my-pool --into ..  ../my-pool; bench run ../my-pool`,
  )
  .action(async (name: string, flags: { into?: string }) => {
    const { initStrategy } = await import('./initStrategy.ts')
    initStrategy(name, flags.into)
  })
