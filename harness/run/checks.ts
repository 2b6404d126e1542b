import type { Check, Fates, Trial, TrialFault, Verdict } from '../../reports/model.ts'
import { leastN, nearestRank } from '../../reports/percentiles.ts'
import type { ServerView } from '../measure/serverView.ts'
import { misroutesOf } from './figures.ts'
import type { Recorder } from './recorder.ts'

/** Limits of measurement that the harness holds itself to. */
export const limits = {
  sendLagP99Us: 2_000,
  sendLagMaxUs: 50_000,
  /** From this many sends on, a p99 can be stated. */
  sendLagN: leastN.p99,
  hiccupUs: 100_000,
  errorShare: 0.001,
} as const

/** System errors that say that this machine, not the target, has run out. */
const MACHINE_ERRORS = new Set(['EMFILE', 'ENFILE', 'EADDRINUSE', 'EADDRNOTAVAIL', 'ENOBUFS', 'ENOMEM'])

/** What the checks look at. */
export interface Evidence {
  readonly counts: Trial['counts']
  readonly queries: Trial['queries']
  readonly connections: Trial['connections']
  readonly physics: Trial['physics']
  readonly recorder: Pick<
    Recorder,
    'samples' | 'duplicates' | 'sequenceBreaks' | 'wrongCharts' | 'wrongAnswers'
  >
  readonly server: ServerView
  readonly sendLagUs: readonly number[]
  /** The driver's longest stall, µs. */
  readonly hiccupUs: number
  /** How a target ended that should not have. */
  readonly died: string | undefined
  /** Its memory limit as text, and how it ran out of memory, if it did; null where it had no container. */
  readonly memory: { readonly limit: string; readonly want: string | undefined } | null
  readonly sticky: boolean
  readonly queriesCounted: boolean
  readonly interrupted: boolean
  /** What was done to the parts, and what became of the charts; null where the scenario has no faults. */
  readonly faults: { readonly done: readonly TrialFault[]; readonly fates: Fates } | null
}

/** A check and what its failure makes of the trial. */
interface Judged extends Check {
  readonly blames: Verdict
}

/** All checks of a trial in the order in which they are shown, and the verdict that they give. */
export function judgeTrial(evidence: Evidence): { verdict: Verdict; checks: Check[]; reasons: string[] } {
  const judged = [
    ...targetChecks(evidence),
    ...harnessChecks(evidence),
    ...loadChecks(evidence),
    ...notChecked(),
  ]
  const verdict = evidence.interrupted ? 'INTERRUPTED' : worst(judged)
  return {
    verdict,
    checks: judged.map(({ blames: _, ...check }) => check),
    reasons: reasonsFor(verdict, judged, evidence),
  }
}

function reasonsFor(
  verdict: Verdict,
  judged: readonly Judged[],
  { counts, memory, interrupted }: Evidence,
): string[] {
  if (interrupted) return [byHand(counts)]
  // Whatever else went wrong then is a consequence.
  if (memory?.want !== undefined) return [memory.want]
  return judged
    .filter((one) => one.ok === false && one.blames === verdict)
    .map((one) => `${one.name}: ${one.value}, limit ${one.limit}`)
}

function byHand({ ok, retried, scheduled }: Trial['counts']): string {
  return `stopped by hand: ${ok + retried} of ${scheduled} charts had arrived`
}

/** What a target did wrong outweighs a late harness: a wrong chart stays wrong. */
function worst(judged: readonly Judged[]): Verdict {
  const failed = judged.filter((one) => one.ok === false).map((one) => one.blames)
  return (['FAILED', 'INVALID', 'OVERLOADED'] as const).find((verdict) => failed.includes(verdict)) ?? 'VALID'
}

function targetChecks(evidence: Evidence): Judged[] {
  const { queries, connections, physics, recorder, server, counts, memory } = evidence
  const wrong = recorder.wrongCharts + recorder.wrongAnswers
  const charts = counts.ok + counts.retried
  // A process that is killed takes its last words with it, so that its probe is no witness of its queries.
  const witnessed = evidence.faults !== null || (queries.server ?? queries.database) === queries.database
  const agree = queries.database >= charts && queries.database <= queries.expected && witnessed
  const checks = [
    check('target stays up', evidence.died ?? 'up', 'up', evidence.died === undefined),
    ...(memory
      ? [
          check(
            'memory within its limit',
            memory.want ?? 'within it',
            memory.limit,
            memory.want === undefined,
          ),
        ]
      : []),
    check('charts are right', `${wrong} wrong`, '0 wrong', wrong === 0),
    check(
      'no chart twice, none out of order',
      `${recorder.duplicates + recorder.sequenceBreaks}`,
      '0',
      recorder.duplicates + recorder.sequenceBreaks === 0,
    ),
    check('none faster than physics', `${physics?.violations ?? 0}`, '0', (physics?.violations ?? 0) === 0),
    check(
      'connections within the budget',
      `${connections.peak}`,
      `${connections.budget}`,
      connections.peak <= connections.budget,
    ),
  ]
  const seen = queries.server === null ? 'not told' : `${queries.server}`
  const value = `charts ${queries.client}, server ${seen}, database ${queries.database}`
  checks.push(
    evidence.queriesCounted
      ? check('one query for each chart', value, `${queries.expected} at most`, agree)
      : unchecked('one query for each chart', 'not checked: the database user is shared'),
  )
  const misroutes = misroutesOf(recorder.samples, server)
  checks.push(
    evidence.sticky
      ? check('no misroutes', `${misroutes}`, '0', misroutes === 0)
      : unchecked('no misroutes', `not promised (${misroutes})`),
  )
  return checks.map((one) => ({ ...one, blames: 'FAILED' as const }))
}

/** A fault that was not what the scenario says makes it another scenario. */
function faultChecks(faults: Evidence['faults']): Check[] {
  if (!faults) return []
  const { done } = faults
  const missing = done.filter(({ ok }) => !ok)
  const [first] = missing
  const value = `${done.length - missing.length} of ${done.length}`
  const why = first ? `: ${first.what} of ${first.role} at ${first.atMs} ms, ${first.detail}` : ''
  return [check('faults carried out', `${value}${why}`, `${done.length}`, missing.length === 0)]
}

function harnessChecks({ sendLagUs, hiccupUs, recorder, faults }: Evidence): Judged[] {
  const sorted = Float64Array.from(sendLagUs).sort()
  const max = sorted.at(-1) ?? 0
  const p99 = nearestRank(sorted, 99)
  const early = sendLagUs.filter((us) => us < 0).length
  const machine = recorder.samples.filter(
    (sample) => sample.code !== null && MACHINE_ERRORS.has(sample.code),
  ).length
  const enough = sorted.length >= limits.sendLagN
  return [
    enough
      ? check('driver on time, p99', ms(p99), `${limits.sendLagP99Us / 1_000} ms`, p99 <= limits.sendLagP99Us)
      : unchecked('driver on time, p99', `n too small (${sorted.length} of ${limits.sendLagN})`),
    check('driver on time, latest', ms(max), `${limits.sendLagMaxUs / 1_000} ms`, max <= limits.sendLagMaxUs),
    check('no user sent early', `${early}`, '0', early === 0),
    check(
      'driver without stalls',
      ms(hiccupUs),
      `${limits.hiccupUs / 1_000} ms`,
      hiccupUs <= limits.hiccupUs,
    ),
    check('descriptors and ports left', `${machine} refused`, '0 refused', machine === 0),
    ...faultChecks(faults),
  ].map((one) => ({ ...one, blames: 'INVALID' as const }))
}

function loadChecks({ counts, faults }: Evidence): Judged[] {
  const overloaded = [
    check('no arrival dropped', `${counts.dropped}`, '0', counts.dropped === 0),
    check('no user gave up', `${counts.timeout}`, '0', counts.timeout === 0),
    ...(faults ? [] : [errorCheck(counts)]),
  ].map((one) => ({ ...one, blames: 'OVERLOADED' as const }))
  if (!faults) return overloaded
  const { lost } = faults.fates
  const told = check('every user has a chart or a defined error', `${lost} without`, '0', lost === 0)
  return [...overloaded, { ...told, blames: 'FAILED' }]
}

function errorCheck(counts: Evidence['counts']): Check {
  const ended = counts.started - counts.interrupted
  const errors = counts.error + counts.timeout
  const share = ended === 0 ? 0 : errors / ended
  return check('errors', `${errors} of ${ended}`, '0.1 %', share <= limits.errorShare)
}

/** What this version does not look at is said, never passed. */
function notChecked(): Judged[] {
  return ['steal', "Little's law", 'calibration against a null target'].map((name) => ({
    ...unchecked(name, 'not checked'),
    blames: 'INVALID' as const,
  }))
}

function check(name: string, value: string, limit: string, ok: boolean): Check {
  return { name, value, limit, ok }
}

function unchecked(name: string, value: string): Check {
  return { name, value, limit: '', ok: null }
}

function ms(us: number): string {
  return `${(us / 1_000).toFixed(1)} ms`
}
