import { existsSync, readdirSync, type Stats, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { messageOf, wrongUse } from '../errors.ts'
import { nearestNames } from '../nearest.ts'

const RESULTS = 'results'

/**
 * The folder of a run: as given, also by its `report.json`, or the youngest in `results` for `latest`. Throws
 * wrong use that names a run which was probably meant.
 */
export function findRun(run: string): string {
  if (run === 'latest') return latest()
  const stats = statOf(run)
  if (!stats.isDirectory()) {
    if (basename(run) === 'report.json') return dirname(run)
    throw wrongUse(`${run} is a file`, 'give the folder of a recorded run, or latest')
  }
  if (existsSync(join(run, 'report.json'))) return run
  const youngest = runsIn(run).at(-1)
  throw wrongUse(
    `${run} holds no report.json`,
    youngest
      ? `it holds folders of runs, the youngest of which is ${youngest}`
      : 'give the folder of a recorded run, or latest',
  )
}

function latest(): string {
  const folder = runsIn(RESULTS).at(-1)
  if (!folder) throw wrongUse(`there is no recorded run in ${RESULTS}/`, 'bench run all records one')
  return folder
}

function statOf(run: string): Stats {
  try {
    return statSync(run)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      throw wrongUse(`cannot read ${run}: ${messageOf(error)}`)
    const runs = runsIn(RESULTS)
    const names = ['latest', ...runs, ...runs.map((folder) => basename(folder))]
    const [near] = nearestNames(run, names)
    const meant = near && near !== 'latest' ? join(RESULTS, basename(near)) : near
    throw wrongUse(
      `there is no ${run}`,
      `${meant ? `did you mean ${meant}? ` : ''}give the folder of a recorded run, or latest`,
    )
  }
}

/** The runs in a folder, the youngest last. */
function runsIn(parent: string): string[] {
  if (!existsSync(parent)) return []
  return readdirSync(parent)
    .map((name) => join(parent, name))
    .filter((folder) => existsSync(join(folder, 'report.json')))
    .map((folder) => ({ folder, at: statSync(folder).mtimeMs }))
    .sort((a, b) => a.at - b.at)
    .map(({ folder }) => folder)
}
