import type { CellView } from './view.ts'

/**
 * The best possible time to chart of each user, ms ascending; where the floor's staircase is thinned, of those
 * whose step it keeps. The staircase counts from the trial's zero and can be set against each user's start only
 * where there is one group and every chart needs a query of its own, else this is null; so it is in a closed
 * model, where no chart has a best possible time.
 */
export function floorTimes(view: CellView): readonly number[] | null {
  const [trial] = view.shown.trials
  const { curve = [], floorMs } = trial?.physics ?? {}
  if (!trial || !floorMs) return null
  const samples = view.samples(trial.id)
  const intended = samples.map((sample) => sample.intended / 1_000).sort((a, b) => a - b)
  const groups = new Set(samples.map((sample) => sample.group))
  if (curve.at(-1)?.charts !== intended.length || groups.size !== 1) return null
  return curve.map(({ atMs, charts }) => atMs - intended[charts - 1]!).sort((a, b) => a - b)
}
