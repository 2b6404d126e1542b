import { Command } from 'commander'
import { addExamples } from './examples.ts'

/** `bench setup`: installs what a machine lacks, after saying how and asking. */
export const command = new Command('setup')
  .description('install what this machine lacks, after saying what will be run and asking')
  .argument('[what...]', 'nginx, images (for containers); default: nginx')
  .option('--offline', "images from the distribution's packages, where no registry can be reached")
  .option('--yes', 'agree beforehand')
  .action(async (names: string[], flags: { offline?: boolean; yes?: boolean }) => {
    const [
      { installableNames, installables, installedByDefault },
      { setUp },
      { thisMachine },
      { unknownName },
    ] = await Promise.all([
      import('./setup/index.ts'),
      import('./setup/perform.ts'),
      import('./setup/machine.ts'),
      import('../errors.ts'),
    ])
    const wanted = (names.length > 0 ? names : installedByDefault).map((name) => {
      const known = installableNames.find((one) => one === name)
      if (!known) throw unknownName('program to install', name, installableNames)
      return known
    })
    const say = (line: string) => process.stdout.write(`${line}\n`)
    for (const name of wanted) {
      const thing = await installables[name]({ offline: flags.offline ?? false })
      await setUp(thing, { machine: thisMachine, agreed: flags.yes ?? false, say })
    }
  })

addExamples(
  command,
  [
    ['bench setup', 'whatever a strategy needs and is not here'],
    ['bench setup nginx --yes', 'asks nobody (as bench run all --setup does)'],
    ['bench setup images', 'pulls Postgres and nginx, and builds the image of bench itself'],
    ['bench setup images --offline', 'builds all of them from packages: no registry is asked'],
  ],
  'Installs with apt-get or Homebrew, with sudo where it takes another user, and elsewhere says what to install. Nothing that is here already is changed. Images need a container engine and its client; they are built again when what they are made of has changed, and Postgres initialises its data once, which is kept.',
)
