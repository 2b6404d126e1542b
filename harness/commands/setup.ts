import { Command } from 'commander'
import { addExamples } from './examples.ts'

/** `bench setup`: installs what a machine lacks, after saying how and asking. */
export const command = new Command('setup')
  .description('install what this machine lacks, after saying what will be run and asking')
  .argument('[what...]', 'nginx; default: everything')
  .option('--yes', 'agree beforehand')
  .action(async (names: string[], flags: { yes?: boolean }) => {
    const [{ installableNames, installables }, { setUp }, { thisMachine }, { unknownName }] =
      await Promise.all([
        import('./setup/index.ts'),
        import('./setup/perform.ts'),
        import('./setup/machine.ts'),
        import('../errors.ts'),
      ])
    const wanted = (names.length > 0 ? names : installableNames).map((name) => {
      const known = installableNames.find((one) => one === name)
      if (!known) throw unknownName('program to install', name, installableNames)
      return known
    })
    const say = (line: string) => process.stdout.write(`${line}\n`)
    for (const name of wanted)
      await setUp(await installables[name](), { machine: thisMachine, agreed: flags.yes ?? false, say })
  })

addExamples(
  command,
  [
    ['bench setup', 'whatever a strategy needs and is not here'],
    ['bench setup nginx --yes', 'asks nobody (as bench run all --setup does)'],
  ],
  'Installs with apt-get or Homebrew, with sudo where it takes another user, and elsewhere says what to install. Nothing that is here already is changed.',
)
