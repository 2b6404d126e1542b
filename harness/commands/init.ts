import { Command } from 'commander'
import { addExamples } from './examples.ts'

/** `bench init`: commented starting points. */
export const command = new Command('init').description('write a starting point of your own')

const scenario = command
  .command('scenario')
  .description('a scenario that runs as it stands, with every setting explained')
  .argument('<name>', 'lower case letters, digits and dashes')
  .option('--into <folder>', 'where <name>.yaml is written; default: here')
  .action(async (name: string, flags: { into?: string }) => {
    const { initScenario } = await import('./initScenario.ts')
    initScenario(name, flags.into)
  })

const strategy = command
  .command('strategy')
  .description('a strategy that runs as it stands, to be changed into yours')
  .argument('<name>', 'lower case letters, digits and dashes')
  .option('--into <folder>', "where its folder is made; default: the checkout's strategies/, else here")
  .action(async (name: string, flags: { into?: string }) => {
    const { initStrategy } = await import('./initStrategy.ts')
    initStrategy(name, flags.into)
  })

addExamples(scenario, [
  ['bench init scenario my-morning', './my-morning.yaml'],
  ['bench init scenario my-morning --into load-tests'],
  ['bench run single --scenario ./my-morning.yaml', 'plays it'],
])

addExamples(strategy, [
  ['bench init strategy my-pool', 'in a checkout: strategies/my-pool'],
  ['bench init strategy my-pool --into ..', '../my-pool'],
  ['bench run ../my-pool', 'compares it'],
])

addExamples(command, [
  ['bench init scenario my-morning', 'what users do: a YAML file'],
  ['bench init strategy my-pool', 'what serves them: a folder with TypeScript'],
])
