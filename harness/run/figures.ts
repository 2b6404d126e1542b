import type { Sample, Summaries, Trial } from '../../reports/model.ts'
import { hasArrived, stagesOf, timeOf } from '../../reports/samples.ts'
import { MAIN_GROUP, type ScheduledUser } from '../../scenarios/contract.ts'
import type { ServerView } from '../measure/serverView.ts'
import { type ClosedLoad, type Physics, physicsOf } from '../statistics/physics.ts'
import { summarize } from '../statistics/summary.ts'
import type { Interaction } from './recorder.ts'

/** Raw durations in µs, by metric; what summaries and objectives are made from. */
export interface Durations {
  readonly ttc: number[]
  readonly wait: number[]
  readonly query: number[]
  readonly overhead: number[]
  readonly sendlag: number[]
  readonly interaction: { readonly alone: number[]; readonly loaded: number[] }
}

/** Of what measured nothing. */
export const NO_DURATIONS: Durations = {
  ttc: [],
  wait: [],
  query: [],
  overhead: [],
  sendlag: [],
  interaction: { alone: [], loaded: [] },
}

/** The raw material of one trial. */
export interface Measured {
  readonly samples: readonly Sample[]
  readonly interactions: readonly Interaction[]
  readonly users: readonly ScheduledUser[]
  /** When users gave up, µs: the time that those count with who got no chart. */
  readonly timeoutUs: number
}

/**
 * The durations of a trial, of one group or of all. Users who gave up or failed count in `ttc` with the
 * time-out value; a chart that was interrupted by hand counts nowhere.
 */
export function durationsOf(measured: Measured, group?: string): Durations {
  const { samples, interactions, timeoutUs } = measured
  const ours = group === undefined ? samples : samples.filter((sample) => sample.group === group)
  const stages = ours.flatMap((sample) => stagesOf(sample) ?? [])
  const started = ours.filter((sample) => sample.sent !== null)
  const loadedWindow = windowOfLoad(samples)
  const answers = interactions.filter((one) => group === undefined || one.group === group)
  const lastUs = samples.reduce((last, sample) => Math.max(last, sample.done ?? 0), 0)
  const took = (one: Interaction) => (one.answered ?? Math.max(lastUs, one.intended)) - one.intended
  return {
    ttc: ours
      .filter((sample) => sample.outcome !== 'interrupted')
      .map((sample) => (hasArrived(sample) ? timeOf(sample) : timeoutUs)),
    wait: stages.map(({ waitUs }) => waitUs),
    query: stages.map(({ queryUs }) => queryUs),
    overhead: stages.map(({ overheadUs }) => overheadUs),
    sendlag: started.map((sample) => sample.sent! - sample.intended),
    interaction: {
      alone: answers.filter((one) => !within(loadedWindow, one.intended)).map(took),
      loaded: answers.filter((one) => within(loadedWindow, one.intended)).map(took),
    },
  }
}

export function summariesOf(durations: Durations): Summaries {
  return {
    ttcMs: summarize(durations.ttc),
    waitMs: summarize(durations.wait),
    queryMs: summarize(durations.query),
    overheadMs: summarize(durations.overhead),
    sendLagMs: summarize(durations.sendlag),
    interactionMs: {
      alone: summarize(durations.interaction.alone),
      loaded: summarize(durations.interaction.loaded),
    },
  }
}

/** Pools the durations of several trials of one cell. */
export function poolDurations(all: readonly Durations[]): Durations {
  return {
    ttc: all.flatMap((one) => one.ttc),
    wait: all.flatMap((one) => one.wait),
    query: all.flatMap((one) => one.query),
    overhead: all.flatMap((one) => one.overhead),
    sendlag: all.flatMap((one) => one.sendlag),
    interaction: {
      alone: all.flatMap((one) => one.interaction.alone),
      loaded: all.flatMap((one) => one.interaction.loaded),
    },
  }
}

/** Outcomes of charts. */
export function countsOf(samples: readonly Sample[]): Trial['counts'] {
  const of = (outcome: Sample['outcome']) => samples.filter((sample) => sample.outcome === outcome).length
  const dropped = of('dropped')
  return {
    scheduled: samples.length,
    started: samples.length - dropped,
    dropped,
    ok: of('ok'),
    error: of('error'),
    timeout: of('timeout'),
    interrupted: of('interrupted'),
    retried: of('retried'),
  }
}

/** Misroutes as the servers saw them, and where these look at nothing or saw fewer, as users were told. */
export function misroutesOf(samples: readonly Sample[], server: Pick<ServerView, 'misroutes'>): number {
  const told = samples.filter((sample) => sample.code === 'MISROUTED').length
  return Math.max(server.misroutes, told)
}

/** The physics floor of a trial, over its groups of equal query time. */
export function physicsFor(
  measured: Measured,
  connections: number,
  slots: readonly number[],
): Physics | null {
  const { samples, users, timeoutUs } = measured
  const queryTimes = [...new Set(users.map((user) => user.queryMs))]
  const groups = queryTimes.map((queryMs) => {
    const charts = samples.filter((sample) => users[sample.user]!.queryMs === queryMs && sample.sent !== null)
    const ascending = (a: number, b: number) => a - b
    return {
      intendedUs: charts.map((sample) => sample.intended).sort(ascending),
      completedUs: charts
        .filter(hasArrived)
        .map((sample) => sample.done!)
        .sort(ascending),
      ttcUs: charts.map((sample) => (hasArrived(sample) ? sample.done! - sample.intended : timeoutUs)),
      queryUs: queryMs * 1_000,
      ...closedLoad(users.filter((user) => user.queryMs === queryMs)),
    }
  })
  return physicsOf(groups, { connections, slots, allServed: samples.every(hasArrived) })
}

/** Whether these are users who come back, and how many charts they wait for at a time. */
function closedLoad(users: readonly ScheduledUser[]): { closed?: ClosedLoad } {
  const pauses = users.flatMap(({ after }) => after?.pauseUs ?? [])
  if (pauses.length === 0) return {}
  const first = users.filter(({ after }) => after === undefined)
  const charts = first.reduce((sum, { widgets }) => sum + widgets, 0)
  return { closed: { charts, pauseUs: pauses.reduce((least, us) => Math.min(least, us)) } }
}

/** From the first arrival of the main group to its last chart: the time in which others are loaded. */
function windowOfLoad(samples: readonly Sample[]): readonly [number, number] {
  const main = samples.filter((sample) => sample.group === MAIN_GROUP && sample.sent !== null)
  const from = main.reduce((first, sample) => Math.min(first, sample.intended), Number.POSITIVE_INFINITY)
  const to = main.reduce(
    (last, sample) => Math.max(last, sample.done ?? sample.intended),
    Number.NEGATIVE_INFINITY,
  )
  return [from, to]
}

function within([from, to]: readonly [number, number], at: number): boolean {
  return at >= from && at <= to
}
