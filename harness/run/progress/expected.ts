import { schedule } from '../../../scenarios/plan.ts'
import type { PlannedCell, PlannedTrial, RunOptions } from '../plan.ts'
import { lastFloorMs } from '../timeout.ts'
import type { ExpectedRun, ExpectedTrial } from './contract.ts'

/** What a trial takes beyond its floor (a boot, checks, a warm-up, the end), until one has been seen. */
const FIRST_GUESS_MS = 4_000

/** What is to be played, with each trial's own floor by the slots that its strategy declares. */
export function expectedRun(options: RunOptions, trials: readonly PlannedTrial[]): ExpectedRun {
  const floors = new Map<string, number>()
  const floorOf = (cell: PlannedCell) => {
    const known = floors.get(cell.id)
    if (known !== undefined) return known
    const slots = cell.strategy.strategy?.slots(cell.queryMode, options.connections, options.workers)
    const floorMs = lastFloorMs(schedule(options.scenario, cell.schedule), slots ?? [options.connections])
    floors.set(cell.id, floorMs)
    return floorMs
  }
  return {
    strategies: options.strategies.map(({ name, strategy }) => ({ name, mark: strategy?.mark ?? 'plus' })),
    trials: trials.map(({ cell }, i) => ({
      order: i + 1,
      strategy: cell.strategy.name,
      users: cell.users,
      queryMode: cell.queryMode,
      floorMs: floorOf(cell),
    })),
  }
}

/** How long trials that have ended took beyond their floors: what is to be expected of the others. */
export class Experience {
  readonly #all = new Typical()
  readonly #alike = new Map<string, Typical>()

  learn(trial: ExpectedTrial, tookMs: number): void {
    const beyondMs = Math.max(0, tookMs - trial.floorMs)
    const alike = this.#alike.get(kindOf(trial)) ?? new Typical()
    this.#alike.set(kindOf(trial), alike)
    for (const typical of [alike, this.#all]) typical.add(beyondMs)
  }

  /** Its floor, and the usual rest: that of the same strategy and query mode where one was seen. */
  expectedMs(trial: ExpectedTrial): number {
    const beyondMs = this.#alike.get(kindOf(trial))?.median ?? this.#all.median ?? FIRST_GUESS_MS
    return trial.floorMs + beyondMs
  }
}

function kindOf({ strategy, queryMode }: ExpectedTrial): string {
  return `${strategy} ${queryMode}`
}

/** The median of what was added: one trial that ran into its time-out says little of the others. */
class Typical {
  readonly #values: number[] = []
  median: number | undefined

  add(value: number): void {
    this.#values.push(value)
    this.#values.sort((a, b) => a - b)
    this.median = this.#values[Math.floor((this.#values.length - 1) / 2)]
  }
}
