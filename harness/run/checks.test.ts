import { describe, expect, test } from 'vitest'
import type { Sample, Verdict } from '../../reports/model.ts'
import { type Evidence, judgeTrial, limits } from './checks.ts'

const USERS = 8

/** A trial of eight users without a fault, changed as told. */
function evidence(changes: Partial<Evidence> = {}): Evidence {
  const none = { scheduled: USERS, started: USERS, dropped: 0, error: 0, timeout: 0, interrupted: 0 }
  return {
    counts: { ...none, ok: USERS, retried: 0 },
    queries: { expected: USERS, client: USERS, server: USERS, database: USERS },
    connections: { budget: 4, slots: [4], peak: 4, purposes: [] },
    physics: {
      floorMs: { p50: 300, p95: 600, max: 600 },
      ownFloorMs: { p50: 300, p95: 600, max: 600 },
      efficiency: 0.9,
      atBest: 1,
      violations: 0,
    },
    recorder: { samples: [], duplicates: 0, sequenceBreaks: 0, wrongCharts: 0, wrongAnswers: 0 },
    server: {
      seen: true,
      queries: USERS,
      misroutes: 0,
      reattached: 0,
      cancelled: 0,
      sessions: new Map(),
      connectionsInUse: 4,
      connectionsWaiting: 4,
      loopDelayMs: 0,
    },
    sendLagUs: Array.from({ length: USERS }, () => 400),
    hiccupUs: 3_000,
    died: undefined,
    memory: null,
    sticky: true,
    queriesCounted: true,
    interrupted: false,
    faults: null,
    ...changes,
  }
}

const sound = evidence()
const counts = (changes: Partial<Evidence['counts']>) => ({ counts: { ...sound.counts, ...changes } })
const queries = (changes: Partial<Evidence['queries']>) => ({ queries: { ...sound.queries, ...changes } })
const seen = (changes: Partial<Evidence['recorder']>) => ({ recorder: { ...sound.recorder, ...changes } })
const ended = (code: string) => ({ code, outcome: 'error' }) as Sample

const cases: [name: string, verdict: Verdict, failed: string[], changes: Partial<Evidence>][] = [
  ['nothing amiss', 'VALID', [], {}],
  ['the target died', 'FAILED', ['target stays up'], { died: 'the target exited with code 1' }],
  ['a wrong chart', 'FAILED', ['charts are right'], seen({ wrongCharts: 1 })],
  ['a wrong answer to an interaction', 'FAILED', ['charts are right'], seen({ wrongAnswers: 1 })],
  ['a chart twice', 'FAILED', ['no chart twice, none out of order'], seen({ duplicates: 1 })],
  ['a message lost', 'FAILED', ['no chart twice, none out of order'], seen({ sequenceBreaks: 1 })],
  [
    'faster than physics',
    'FAILED',
    ['none faster than physics'],
    { physics: { ...sound.physics!, violations: 1 } },
  ],
  [
    'a connection too many',
    'FAILED',
    ['connections within the budget'],
    { connections: { ...sound.connections, peak: 5 } },
  ],
  ['fewer queries than charts', 'FAILED', ['one query for each chart'], queries({ database: 7, server: 7 })],
  ['more queries than charts', 'FAILED', ['one query for each chart'], queries({ database: 9, server: 9 })],
  ['the server saw another number', 'FAILED', ['one query for each chart'], queries({ server: 7 })],
  ['no probe tells queries', 'VALID', [], queries({ server: null })],
  [
    'a misroute that the server saw',
    'FAILED',
    ['no misroutes'],
    { server: { ...sound.server, misroutes: 1 } },
  ],
  [
    'a misroute that only the user was told of',
    'FAILED',
    ['no misroutes'],
    seen({ samples: [ended('MISROUTED')] }),
  ],
  [
    'a misroute where none is promised against',
    'VALID',
    [],
    { sticky: false, server: { ...sound.server, misroutes: 1 } },
  ],
  ['the last send late', 'INVALID', ['driver on time, latest'], { sendLagUs: [limits.sendLagMaxUs + 1] }],
  ['a late send within the limit', 'VALID', [], { sendLagUs: [limits.sendLagMaxUs] }],
  [
    'one send in a hundred late',
    'INVALID',
    ['driver on time, p99'],
    { sendLagUs: Array.from({ length: 300 }, (_, i) => (i < 4 ? limits.sendLagP99Us + 1 : 0)) },
  ],
  ['a send before its time', 'INVALID', ['no user sent early'], { sendLagUs: [-1, 0] }],
  ['a stalled driver', 'INVALID', ['driver without stalls'], { hiccupUs: limits.hiccupUs + 1 }],
  [
    'no descriptors left',
    'INVALID',
    ['descriptors and ports left'],
    seen({ samples: [ended('EMFILE'), ended('CONNECTION_LOST')] }),
  ],
  ['an arrival dropped', 'OVERLOADED', ['no arrival dropped'], counts({ dropped: 1, started: 7, ok: 7 })],
  ['a user gave up', 'OVERLOADED', ['no user gave up', 'errors'], counts({ timeout: 1, ok: 7 })],
  ['an error', 'OVERLOADED', ['errors'], counts({ error: 1, ok: 7 })],
  [
    'one error in 1,000',
    'VALID',
    [],
    {
      ...counts({ scheduled: 1_000, started: 1_000, error: 1, ok: 999 }),
      ...queries({ expected: 1_000, client: 999, server: 1_000, database: 1_000 }),
    },
  ],
]

test.each(cases)('%s: %s', (_, verdict, failed, changes) => {
  const judged = judgeTrial(evidence(changes))
  const failing = judged.checks.filter((check) => check.ok === false)
  expect(failing.map((check) => check.name)).toEqual(failed)
  expect(judged.verdict).toBe(verdict)
  expect(judged.reasons).toEqual(failing.map(({ name, value, limit }) => `${name}: ${value}, limit ${limit}`))
})

describe('where several checks fail', () => {
  const overloaded = counts({ timeout: 1, ok: 7 })
  const invalid = { hiccupUs: limits.hiccupUs + 1 }
  const failed = { died: 'the target exited with code 1' }

  test('FAILED outweighs INVALID, which outweighs OVERLOADED', () => {
    expect(judgeTrial(evidence({ ...overloaded, ...invalid })).verdict).toBe('INVALID')
    expect(judgeTrial(evidence({ ...overloaded, ...failed })).verdict).toBe('FAILED')
    expect(judgeTrial(evidence({ ...overloaded, ...invalid, ...failed })).verdict).toBe('FAILED')
  })

  test('only what gave the verdict is a reason; the others stay in the list', () => {
    const { reasons, checks } = judgeTrial(evidence({ ...overloaded, ...invalid, ...failed }))
    expect(reasons).toEqual(['target stays up: the target exited with code 1, limit up'])
    expect(checks.filter((check) => check.ok === false)).toHaveLength(4)
  })

  test('an interrupt outweighs all, for what was cut short cannot be judged', () => {
    const { verdict, reasons } = judgeTrial(evidence({ ...failed, interrupted: true }))
    expect(verdict).toBe('INTERRUPTED')
    expect(reasons).toEqual(['stopped by hand: 8 of 8 charts had arrived'])
  })
})

test('what cannot be checked is neither passed nor failed, and says why', () => {
  const { verdict, checks } = judgeTrial(evidence({ queriesCounted: false, ...queries({ database: 0 }) }))
  expect(verdict).toBe('VALID')
  expect(checks.find((check) => check.name === 'one query for each chart')).toEqual({
    name: 'one query for each chart',
    value: 'not checked: the database user is shared',
    limit: '',
    ok: null,
  })
  expect(checks.find((check) => check.name === 'driver on time, p99')?.value).toBe('n too small (8 of 299)')
})

describe('where parts were struck', () => {
  const fates = { kept: 5, reattached: 1, requeried: 1, failed: { WORKER_GONE: 1 }, lost: 0 }
  const fault = { atMs: 3_000, doneMs: 3_002, what: 'kill', role: 'worker', index: 0, forMs: null, ok: true }
  const faults = { done: [{ ...fault, detail: 'worker w1, process 4711' }], fates }
  const failed = (changes: Partial<Evidence>) => {
    const { verdict, checks } = judgeTrial(evidence({ faults, ...changes }))
    return [verdict, ...checks.filter((check) => check.ok === false).map((check) => check.name)]
  }
  const told = 'every user has a chart or a defined error'

  test('users who were told a defined error are no overload, and there is no check of errors', () => {
    expect(failed(counts({ error: 1, ok: 7 }))).toEqual(['VALID'])
    const { checks } = judgeTrial(evidence({ faults }))
    expect(checks.map((check) => check.name)).not.toContain('errors')
  })

  test('a user with neither chart nor defined error is the fault of the target', () => {
    expect(failed({ faults: { ...faults, fates: { ...fates, lost: 1 } } })).toEqual(['FAILED', told])
  })

  test('declared queries are expected, others are not', () => {
    expect(failed(queries({ expected: 10, database: 10, server: 10 }))).toEqual(['VALID'])
    expect(failed(queries({ expected: 10, database: 11, server: 11 }))).toEqual([
      'FAILED',
      'one query for each chart',
    ])
    expect(failed(queries({ database: 6 }))).toEqual(['FAILED', 'one query for each chart'])
  })

  test('a process that was killed is no witness of its queries', () => {
    expect(failed(queries({ server: 5 }))).toEqual(['VALID'])
  })

  test('a misroute stays one', () => {
    expect(failed({ server: { ...sound.server, misroutes: 1 } })).toEqual(['FAILED', 'no misroutes'])
  })

  test('a fault that was not carried out makes it another scenario', () => {
    const undone = { ...fault, ok: false, doneMs: null, detail: 'every user had left before it' }
    const { verdict, reasons } = judgeTrial(evidence({ faults: { done: [undone], fates } }))
    expect(verdict).toBe('INVALID')
    expect(reasons).toEqual([
      'faults carried out: 0 of 1: kill of worker at 3000 ms, every user had left before it, limit 1',
    ])
  })
})

test('what ran out of memory has FAILED for that, and whatever else went wrong is a consequence', () => {
  const memory = { limit: '512 MiB', want: 'killed for want of memory: 3 users lost their charts' }
  const { verdict, reasons, checks } = judgeTrial(
    evidence({ memory, died: 'its server process was ended by SIGKILL', ...queries({ server: 2 }) }),
  )
  expect([verdict, reasons]).toEqual(['FAILED', [memory.want]])
  expect(checks).toContainEqual({
    name: 'memory within its limit',
    value: memory.want,
    limit: '512 MiB',
    ok: false,
  })
  const within = judgeTrial(evidence({ memory: { limit: 'none', want: undefined } }))
  expect(within.verdict).toBe('VALID')
})
