// Everything that is checked without running the program: `npm run check`. One line for each check, and the
// output of those that fail.
import { availableParallelism } from 'node:os'
import { runCommand } from './commands.ts'

/** The slowest first, so that the others fill the second core meanwhile. */
const checks: readonly { name: string; command: readonly [string, ...string[]] }[] = [
  { name: 'unused code (knip)', command: ['knip', '--no-progress', '--no-config-hints'] },
  { name: 'types (tsc)', command: ['tsc', '--project', '.'] },
  { name: 'imports (dependency-cruiser)', command: ['node', 'scripts/imports.ts'] },
  { name: 'format and lint (biome)', command: ['biome', 'ci', '--colors=off', '.'] },
  { name: 'generated schemas', command: ['node', 'scripts/schemas.ts', '--check'] },
]

const waiting = [...checks]
let failed = 0

async function work(): Promise<void> {
  for (let check = waiting.shift(); check; check = waiting.shift()) {
    const [command, ...args] = check.command
    const { ok, output, durationMs } = await runCommand(command, args)
    if (!ok) failed++
    console.log(`${ok ? 'ok    ' : 'FAILED'} ${(durationMs / 1_000).toFixed(1).padStart(5)} s  ${check.name}`)
    if (!ok) console.log(`\n${output.trimEnd()}\n`)
  }
}

await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, work))
console.log(
  failed === 0 ? `all ${checks.length} checks passed` : `${failed} of ${checks.length} checks failed`,
)
process.exitCode = failed === 0 ? 0 : 1
