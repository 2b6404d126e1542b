import type { Trial } from '../model.ts'
import { counted, whole } from '../units.ts'

/** The most workers that get a bar each; more become two bars, or one where they are all alike. */
const BARS = 6

/** What fell to a worker, or to several together. */
export interface Share {
  /** `w3`, or `63 others`. */
  readonly name: string
  /** Sessions, of which each is one chart. */
  readonly charts: number
  /** Slow queries at a time; 0 where the worker runs none itself. */
  readonly slots: number
  /** How often its slots must be filled; null where charts are not asked for all at once. */
  readonly waves: number | null
  /** No other worker needs longer for its charts. */
  readonly last: boolean
  /** `20 ÷ 2 = 10 waves`. */
  readonly label: string
}

/** How charts and connections fell to the workers of a trial. */
export interface Spread {
  /** The bars, in the order of workers. */
  readonly shares: readonly Share[]
  readonly workers: number
  /** The most waves of any worker, and those of an even spread over the same slots; null as above. */
  readonly waves: number | null
  readonly evenWaves: number | null
}

/**
 * How charts and slots were dealt out in a trial; null where it tells nothing of workers. Workers that have no
 * slots of their own share those of the trial, and stand as one. `atOnce`: all users came together, so that
 * charts ÷ slots, rounded up, is how many queries a slot runs one after the other. `noun`: what there is one of
 * for each chart.
 */
export function spreadOf(
  { workers, connections }: Pick<Trial, 'workers' | 'connections'>,
  atOnce: boolean,
  noun: 'user' | 'chart' = 'user',
): Spread | null {
  const charts = sum(workers.map(({ sessions }) => sessions))
  const slots = sum(connections.slots)
  if (workers.length === 0) return null
  const shared = workers.some((worker) => worker.slots === 0)
  const dealt = shared
    ? [{ name: workers.length === 1 ? workers[0]!.worker : 'all', charts, slots }]
    : workers.map((one) => ({ name: one.worker, charts: one.sessions, slots: one.slots }))
  const longest = Math.max(...dealt.map(loadOf))
  const shares = dealt.map((one): Share => {
    const waves = atOnce && one.slots > 0 ? Math.ceil(one.charts / one.slots) : null
    return {
      ...one,
      waves,
      last: loadOf(one) === longest && one.charts > 0,
      label: labelOf(one, waves, noun),
    }
  })
  const waves = atOnce && slots > 0 ? Math.max(...shares.map((share) => share.waves ?? 0)) : null
  return {
    shares: shares.length > BARS ? summarised(shares) : shares,
    workers: shares.length,
    waves,
    evenWaves: waves === null ? null : Math.ceil(charts / sum(dealt.map((one) => one.slots))),
  }

  // Whole waves where they count, so that workers that finish together are told alike.
  function loadOf(one: { charts: number; slots: number }): number {
    const load = one.charts / Math.max(one.slots, 1)
    return atOnce ? Math.ceil(load) : load
  }
}

/** Hundreds of workers: the one that ends last, and all the others. */
function summarised(shares: readonly Share[]): Share[] {
  const first = shares[0]!
  const counts = shares.map((share) => share.charts)
  const [least, most] = [Math.min(...counts), Math.max(...counts)]
  if (least === most && shares.every(({ slots }) => slots === first.slots)) {
    return [{ ...first, name: 'each', label: `${counted(shares.length, 'worker')}, ${most} each` }]
  }
  const last = shares.find((share) => share.last) ?? first
  const others = shares.filter((share) => share !== last)
  const range = others.map((share) => share.charts)
  const [low, high] = [Math.min(...range), Math.max(...range)]
  return [
    last,
    {
      name: 'rest',
      charts: high,
      slots: sum(others.map(({ slots }) => slots)),
      waves: null,
      last: false,
      label: `${counted(others.length, 'other')}: ${low === high ? low : `${low} to ${high}`} each`,
    },
  ]
}

function labelOf(
  { charts, slots }: { charts: number; slots: number },
  waves: number | null,
  noun: 'user' | 'chart',
): string {
  if (waves !== null) return `${whole(charts)} ÷ ${slots} = ${counted(waves, 'wave')}`
  return slots > 0 ? `${counted(charts, noun)}, ${counted(slots, 'slot')}` : counted(charts, noun)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
