import { Command } from 'commander'
import { addExamples } from './examples.ts'

/** `bench doctor`: what this machine offers, and what killed runs have left on it. */
export const command = new Command('doctor')
  .description('what is installed, which provider would be used and why, and what killed runs left behind')
  .option('--clean', 'end what killed runs left behind')
  .action(async (flags: { clean?: boolean }) => {
    const [{ examine }, { cleanUp, lookAround }, { outputColumns, section }] = await Promise.all([
      import('./doctor/examine.ts'),
      import('./doctor/remains.ts'),
      import('./layout.ts'),
    ])
    const columns = outputColumns()
    for (const { heading, entries } of await examine())
      process.stdout.write(`${section(heading, entries, columns)}\n`)
    const { heading, entries, exitCode } = await (flags.clean ? cleanUp() : lookAround())
    process.stdout.write(section(heading, entries, columns))
    process.exitCode = exitCode
  })

addExamples(command, [
  ['bench doctor', 'looks, and changes nothing'],
  ['bench doctor --clean', 'ends what killed runs have written down as theirs'],
])
