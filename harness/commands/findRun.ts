import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { wrongUse } from '../errors.ts'

/** The folder of a run: as given, or the youngest in `results` for `latest`. Throws wrong use. */
export function findRun(run: string): string {
  if (run !== 'latest') return run
  const folders = existsSync('results')
    ? readdirSync('results')
        .map((name) => join('results', name))
        .filter((folder) => existsSync(join(folder, 'report.json')))
    : []
  const latest = folders.sort((a, b) => statSync(a).mtimeMs - statSync(b).mtimeMs).at(-1)
  if (!latest) throw wrongUse('there is no recorded run in results/', 'bench run all records one')
  return latest
}
