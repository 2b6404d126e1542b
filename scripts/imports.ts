// Checks who imports whom: `node scripts/imports.ts`. Exit code 1 where a rule is broken.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { cruise, type ICruiseResult } from 'dependency-cruiser'
import extractConfiguration from 'dependency-cruiser/config-utl/extract-depcruise-config'
import { root } from './commands.ts'

const ROOMS = ['bin', 'strategies', 'harness', 'scenarios', 'reports', 'scripts', 'benchmark', 'test']

/** How many modules were read, and one line for each import that a rule forbids. */
export interface ImportFindings {
  readonly modules: number
  readonly violations: readonly string[]
}

/** Applies the rules of `.dependency-cruiser.js` to the rooms below `folder`, an absolute path. */
export async function checkImports(folder: string): Promise<ImportFindings> {
  const { forbidden = [], options } = await extractConfiguration(join(root, '.dependency-cruiser.js'))
  const rooms = ROOMS.filter((room) => existsSync(join(folder, room)))
  const { output } = await cruise(rooms, {
    ...options,
    baseDir: folder,
    validate: true,
    ruleSet: { forbidden },
  })
  const { summary, modules } = output as ICruiseResult
  return {
    modules: modules.filter((module) => !module.source.includes('node_modules')).length,
    violations: summary.violations.map(({ rule, from, to, cycle }) => {
      const way = cycle ? cycle.map((step) => step.name).join(' → ') : to
      return `${rule.name}: ${from} → ${way}`
    }),
  }
}

if (import.meta.main) {
  const { modules, violations } = await checkImports(root)
  for (const violation of violations) console.error(violation)
  console.log(`${modules} modules, ${violations.length} forbidden imports`)
  // None read means that no parser for TypeScript was found: that would pass anything.
  if (modules === 0 || violations.length > 0) process.exitCode = 1
}
