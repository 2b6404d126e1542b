import { Command } from 'commander'
import { addExamples } from './examples.ts'
import type { Item, Kind } from './inventory.ts'

/** `bench list`: what can be named on a command line, and whether it can run here. */
export const command = new Command('list')
  .description('what there is, and whether it can run here')
  .argument('[kind]', 'strategies, scenarios, drivers or reports; default: all of them')
  .option('--json', 'as JSON')
  .action(async (name: string | undefined, flags: { json?: boolean }) => {
    const { kinds, kindsOf } = await import('./inventory.ts')
    const wanted = await Promise.all(
      kindsOf(name).map(async (kind) => [kind, await kinds[kind]()] as [Kind, Item[]]),
    )
    if (flags.json) process.stdout.write(`${JSON.stringify(Object.fromEntries(wanted), null, 2)}\n`)
    else await print(wanted)
  })

async function print(wanted: readonly [Kind, readonly Item[]][]): Promise<void> {
  const { outputColumns, section } = await import('./layout.ts')
  const alone = wanted.length === 1
  const sections = wanted.map(([kind, items]) => {
    const entries = items.map((item) => ({
      name: item.mark ? `${item.mark} ${item.name}` : item.name,
      lines: [item.title, ...((alone && item.atLength) || item.details), ...obstacle(item)],
    }))
    const here = items.every((item) => item.availability?.ok) ? ', all of which can run here' : ''
    const heading = `${kind[0]!.toUpperCase()}${kind.slice(1)}${here}`
    return section(heading, entries, outputColumns(), { apart: alone && items.some((item) => item.atLength) })
  })
  process.stdout.write(sections.join('\n'))
}

function obstacle({ availability }: Item): string[] {
  return availability?.ok === false
    ? [`Cannot run here: ${availability.reason}`, `→ ${availability.hint}`]
    : []
}

addExamples(command, [
  ['bench list', 'everything'],
  ['bench list scenarios', 'what can be played, and what it answers'],
  ['bench list strategies --json', 'for scripts'],
])
