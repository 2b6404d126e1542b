import { wrongUse } from '../harness/errors.ts'
import { type ChartKey, SENSORS, WINDOWS, widgetKey } from '../strategies/app/protocol/chart.ts'
import {
  DEFAULT_USERS,
  type Journey,
  type Load,
  MAIN_GROUP,
  type Scenario,
  type ScheduledUser,
} from './contract.ts'
import { parseDuration } from './duration.ts'
import { MOST_USERS } from './shapes/bounds.ts'
import type { Arrivals } from './shapes/contract.ts'
import { shapes } from './shapes/index.ts'
import { derive } from './shapes/random.ts'

/** What the command line may say of a scenario; all but `seed` and `connections` default to the scenario's. */
export interface ScheduleOptions {
  readonly seed: number
  /** P: what `utilisation` is a share of. */
  readonly connections: number
  /**
   * The following are of the main group alone. `users` replaces a duration that the scenario states: where its
   * rate moves, the course is stretched until so many have come.
   */
  readonly users?: number | undefined
  readonly queryMs?: number | undefined
  readonly widgets?: number | undefined
  /** Arrivals per second; replaces rate and utilisation. */
  readonly rate?: number | undefined
  /** Replaces users that the scenario states; where its rate moves, the course is stretched to it. */
  readonly durationMs?: number | undefined
}

/** One group of users of a scenario, with its durations in milliseconds. */
export interface Group {
  readonly name: string
  readonly queryMs: number
  readonly widgets: number
  readonly shape: Load['shape']
  readonly arrivals: Arrivals
  /** The whole group begins this much after the beginning. */
  readonly afterMs: number
  /** How many journeys each user makes, and how long it pauses between two: of a closed load. */
  readonly iterations: number
  readonly pauseMs: number
  /** null: until told to leave. */
  readonly interactions: number | null
  readonly thinkMs: number
}

/** A journey before it has a number. */
interface Start {
  readonly group: Group
  readonly atUs: number
  readonly after: Start | undefined
}

/**
 * Every user of a scenario in the order of intended starts: a pure function, so a seed gives the same users
 * on every machine. Each group draws its arrivals from a stream of its own. Keys begin at a drawn place and
 * follow each other, so that no two of the first 1,000 charts ask the same. Throws wrong use where the numbers
 * contradict each other or bring no user.
 */
export function schedule(scenario: Scenario, options: ScheduleOptions): ScheduledUser[] {
  const starts = groupsOf(scenario, options).flatMap((group) => startsOf(group, options.seed))
  // Stable: at equal moments the groups keep the order of the document, and journeys that of their user.
  starts.sort((a, b) => a.atUs - b.atUs)

  const numbers = new Map(starts.map((start, user) => [start, user]))
  let key = firstKey(options.seed)
  return starts.map(({ group, atUs, after }, user) => {
    const own = key
    key = widgetKey(key, group.widgets)
    const { name, widgets, queryMs, interactions, thinkMs, pauseMs } = group
    return {
      user,
      group: name,
      atUs,
      ...(after && { after: { user: numbers.get(after)!, pauseUs: Math.round(pauseMs * 1_000) } }),
      key: own,
      widgets,
      queryMs,
      interactions,
      thinkMs,
    }
  })
}

/** The journeys of a group, those of one user one after the other. */
function startsOf(group: Group, seed: number): Start[] {
  const { name, shape, afterMs, iterations, pauseMs, queryMs, interactions, thinkMs } = group
  const arrivals = shapes[shape](group.arrivals, derive(seed, `arrivals/${name}`))
  if (arrivals.length === 0) throw wrongUse(`the load of the group ${name} brings no user`)
  if (arrivals.length * iterations > MOST_USERS) {
    throw wrongUse(`users × iterations is more than ${MOST_USERS} journeys`, 'fewer users or iterations')
  }
  const apartUs = Math.round((queryMs + (interactions ?? 0) * thinkMs + pauseMs) * 1_000)
  const offsetUs = Math.round(afterMs * 1_000)
  return arrivals.flatMap((startUs) => {
    let after: Start | undefined
    return Array.from({ length: iterations }, (_, k) => {
      after = { group, atUs: offsetUs + startUs + k * apartUs, after }
      return after
    })
  })
}

/** The groups of a scenario as `options` alter them, the main group first. */
export function groupsOf(scenario: Scenario, options: Omit<ScheduleOptions, 'seed'>): Group[] {
  const { connections } = options
  const queryMs = options.queryMs ?? durationMs(scenario.query)
  const widgets = options.widgets ?? scenario.widgets
  const main = {
    name: MAIN_GROUP,
    queryMs,
    widgets,
    ...loadOf(scenario.load),
    arrivals: mainArrivals(scenario, options, queryMs),
    ...journeyOf(scenario.journey),
  }
  const besides = Object.entries(scenario.besides).map(([name, group]) => {
    const groupQueryMs = durationMs(group.query)
    const arrivals = { users: group.users, ...arrivalsOf(group.load, connections, groupQueryMs) }
    return {
      name,
      queryMs: groupQueryMs,
      widgets: 1,
      ...loadOf(group.load),
      arrivals,
      ...journeyOf(group.journey),
    }
  })
  return [main, ...besides]
}

function mainArrivals(scenario: Scenario, options: Omit<ScheduleOptions, 'seed'>, queryMs: number): Arrivals {
  const own = arrivalsOf(scenario.load, options.connections, queryMs)
  if (own.course) {
    const { users, rate, durationMs: duration } = options
    return { users, rate, durationMs: duration, course: own.course }
  }
  const rate = options.rate ?? own.rate
  // What was asked for on the command line wins over its alternative in the document.
  const duration = options.durationMs ?? (options.users === undefined ? own.durationMs : undefined)
  const ownUsers = options.durationMs === undefined || rate === undefined ? scenario.users : undefined
  const users = options.users ?? ownUsers ?? (duration === undefined ? DEFAULT_USERS : undefined)
  return { users, rate, durationMs: duration }
}

function arrivalsOf(
  load: Load,
  connections: number,
  queryMs: number,
): Pick<Arrivals, 'rate' | 'durationMs' | 'course'> {
  const share = (utilisation: number | undefined) => rateOf(utilisation, connections, queryMs)
  switch (load.shape) {
    case 'burst':
    case 'closed':
      return {}
    case 'ramp': {
      const { rate, utilisation } = load
      const from = rate?.from ?? share(utilisation?.from) ?? 0
      const to = rate?.to ?? share(utilisation?.to) ?? 0
      return {
        course: [
          { atMs: 0, rate: from },
          { atMs: durationMs(load.duration), rate: to },
        ],
      }
    }
    case 'stages': {
      const course = [{ atMs: 0, rate: 0 }]
      for (const { rate, utilisation, duration } of load.stages) {
        const atMs = course.at(-1)!.atMs + durationMs(duration)
        course.push({ atMs, rate: rate ?? share(utilisation) ?? 0 })
      }
      return { course }
    }
    default:
      return {
        rate: load.rate ?? share(load.utilisation),
        durationMs: load.duration === undefined ? undefined : durationMs(load.duration),
      }
  }
}

/** `utilisation` u of P connections that each serve a query of Q seconds at a time: u × P ÷ Q a second. */
function rateOf(utilisation: number | undefined, connections: number, queryMs: number): number | undefined {
  if (utilisation === undefined) return undefined
  if (queryMs === 0) {
    throw wrongUse('utilisation means nothing for a query that takes no time', 'state a rate')
  }
  return (utilisation * connections) / (queryMs / 1_000)
}

function loadOf(load: Load): Pick<Group, 'shape' | 'afterMs' | 'iterations' | 'pauseMs'> {
  return {
    shape: load.shape,
    afterMs: load.after === undefined ? 0 : durationMs(load.after),
    iterations: load.shape === 'closed' ? load.iterations : 1,
    pauseMs: load.shape === 'closed' ? durationMs(load.pause) : 0,
  }
}

function journeyOf({ interactions, thinkTime }: Journey): Pick<Group, 'interactions' | 'thinkMs'> {
  return {
    interactions: interactions === 'until-end' ? null : interactions,
    thinkMs: durationMs(thinkTime),
  }
}

function durationMs(text: string): number {
  const ms = parseDuration(text)
  if (ms === undefined) throw wrongUse(`${text} is no duration`, 'durations are written 200ms, 5s or 2m')
  return ms
}

function firstKey(seed: number): ChartKey {
  const place = Math.floor(derive(seed, 'keys')() * SENSORS * WINDOWS)
  return { sensor: Math.floor(place / WINDOWS), window: place % WINDOWS }
}
