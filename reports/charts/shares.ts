import type { Trial } from '../model.ts'
import { counted, whole } from '../units.ts'

/** The most workers that get a bar each; more become two bars, or one where they are all alike. */
const BARS = 6

/** What fell to a worker, or to several together. */
export interface Share {
  /** `w3`, or `63 others`. */
  readonly name: string
  readonly users: number
  /** Slow queries at a time; 0 where the worker runs none itself. */
  readonly slots: number
  /** How often its slots must be filled; null where users do not come all at once. */
  readonly waves: number | null
  /** No other worker needs longer for its users. */
  readonly last: boolean
  /** `20 ÷ 2 = 10 waves`. */
  readonly label: string
}

/** How users and connections fell to the workers of a trial. */
export interface Spread {
  /** The bars, in the order of workers. */
  readonly shares: readonly Share[]
  readonly workers: number
  /** The most waves of any worker, and those of an even spread over the same slots; null as above. */
  readonly waves: number | null
  readonly evenWaves: number | null
}

/**
 * How users and slots were dealt out in a trial; null where it tells nothing of workers. Workers that have no
 * slots of their own share those of the trial, and stand as one. `atOnce`: all users came together, so that
 * users ÷ slots, rounded up, is how many queries a slot runs one after the other.
 */
export function spreadOf(
  { workers, connections }: Pick<Trial, 'workers' | 'connections'>,
  atOnce: boolean,
): Spread | null {
  const users = sum(workers.map(({ sessions }) => sessions))
  const slots = sum(connections.slots)
  if (workers.length === 0) return null
  const shared = workers.some((worker) => worker.slots === 0)
  const dealt = shared
    ? [{ name: workers.length === 1 ? workers[0]!.worker : 'all', users, slots }]
    : workers.map((one) => ({ name: one.worker, users: one.sessions, slots: one.slots }))
  const longest = Math.max(...dealt.map(loadOf))
  const shares = dealt.map((one): Share => {
    const waves = atOnce && one.slots > 0 ? Math.ceil(one.users / one.slots) : null
    return { ...one, waves, last: loadOf(one) === longest && one.users > 0, label: labelOf(one, waves) }
  })
  const waves = atOnce && slots > 0 ? Math.max(...shares.map((share) => share.waves ?? 0)) : null
  return {
    shares: shares.length > BARS ? summarised(shares) : shares,
    workers: shares.length,
    waves,
    evenWaves: waves === null ? null : Math.ceil(users / sum(dealt.map((one) => one.slots))),
  }

  // Whole waves where they count, so that workers that finish together are told alike.
  function loadOf(one: { users: number; slots: number }): number {
    const load = one.users / Math.max(one.slots, 1)
    return atOnce ? Math.ceil(load) : load
  }
}

/** Hundreds of workers: the one that ends last, and all the others. */
function summarised(shares: readonly Share[]): Share[] {
  const first = shares[0]!
  const counts = shares.map((share) => share.users)
  const [least, most] = [Math.min(...counts), Math.max(...counts)]
  if (least === most && shares.every(({ slots }) => slots === first.slots)) {
    return [{ ...first, name: 'each', label: `${counted(shares.length, 'worker')}, ${most} each` }]
  }
  const last = shares.find((share) => share.last) ?? first
  const others = shares.filter((share) => share !== last)
  const range = others.map((share) => share.users)
  const [low, high] = [Math.min(...range), Math.max(...range)]
  return [
    last,
    {
      name: 'rest',
      users: high,
      slots: sum(others.map(({ slots }) => slots)),
      waves: null,
      last: false,
      label: `${counted(others.length, 'other')}: ${low === high ? low : `${low} to ${high}`} each`,
    },
  ]
}

function labelOf({ users, slots }: { users: number; slots: number }, waves: number | null): string {
  if (waves !== null) return `${whole(users)} ÷ ${slots} = ${counted(waves, 'wave')}`
  return slots > 0 ? `${counted(users, 'user')}, ${counted(slots, 'slot')}` : counted(users, 'user')
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
