import { expect, test } from 'vitest'
import { plotOf, sectionOf, textsOf } from '../../test/reports/drawn.ts'
import { simulatedRun } from '../../test/reports/simulated/run.ts'
import { withTimeline } from '../../test/reports/simulated/timeline.ts'
import { withVerdict } from '../../test/reports/simulated/variants.ts'
import type { RecordedRun, Timeline } from '../contract.ts'
import { type ResourceDetails, resources } from './resources.ts'

const names = ['single', 'thread-per-user', 'cluster', 'queue']
const run = withTimeline(simulatedRun({ names, modes: ['async', 'blocking'] }))

/** The run with a part of what it recorded changed. */
function changed(change: (timeline: Timeline) => Partial<Timeline>, from: RecordedRun = run): RecordedRun {
  return { ...from, timeline: (id) => ({ ...from.timeline(id), ...change(from.timeline(id)) }) }
}

test('a grid for each kind of queries, a row for each resource, a panel for each strategy', () => {
  const { layout, figures } = sectionOf(resources, run)!
  expect(layout).toBe('grid')
  expect(figures.map(({ grid, title }) => `${grid?.id} ${title}`)).toEqual(
    ['async', 'blocking'].flatMap((mode) =>
      ['CPU', 'Memory', 'Connections in use', 'Users waiting', 'Event-loop delay'].map(
        (title) => `resources-24-${mode} ${title}`,
      ),
    ),
  )
  for (const { panels } of figures) expect(panels.map(({ strategy }) => strategy?.name)).toEqual(names)
})

test('scales are those of the row, and the axis of time that of the grid', async () => {
  const { figures } = sectionOf(resources, run)!
  const [cpu, memory, connections, , loop] = figures
  // The threads alone reach 144 %, and 500 MB.
  for (const panel of [0, 1, 2, 3]) {
    expect(await textsOf(cpu, panel)).toEqual(['0', '10', '20 s', '0', '100', '200'])
    expect((await textsOf(memory, panel)).slice(-3)).toEqual(['0', '250', '500'])
    expect((await textsOf(connections, panel)).slice(-2)).toEqual(['0', '10'])
    expect((await textsOf(loop, panel)).slice(-3)).toEqual(['1 ms', '10 ms', '100 ms'])
  }
  expect(plotOf(cpu, 1).alternative).toBe(
    'thread-per-user: CPU of its own processes at most 120 % of one core, of Postgres 12 %.',
  )
})

test('a loop that stands still is the cause, and so is what it leaves idle', () => {
  const { answer } = sectionOf(resources, run)!
  expect(answer.replaceAll('\u00a0', ' ')).toMatchInlineSnapshot(
    `"With async queries **connections stood idle while users waited**: \`cluster\` (14.8 s). With blocking queries serving loops stood still: \`single\` (up to 5.00 s) and \`cluster\` (up to 5.00 s); connections had nothing to do although users waited: \`single\` (74.8 s) and \`cluster\` (39.8 s). With 24 users the strategies themselves used at most 120 % of one core in a second (\`thread-per-user\`) and 80.0 MB to 500 MB of memory."`,
  )
  expect(answer.match(/\*\*/g)).toHaveLength(2)
})

test('connections that are idle while users wait', () => {
  const idle = changed(({ connections }) => ({
    loopDelay: [],
    connections: connections.map((one) => ({ ...one, active: 2 })),
  }))
  expect(sectionOf(resources, idle)!.answer.replaceAll('\u00a0', ' ')).toContain(
    'With async queries **connections stood idle while users waited**: `cluster` (19.8 s), `single` (9.75 s) and 2 others.',
  )
})

test('all cores busy, and with what', () => {
  const full = (role: string) =>
    changed(({ cpu }) => ({
      cpu: cpu.map((look) => ({ ...look, percent: { ...look.percent, [role]: 390 } })),
    }))
  const answer = (role: string) => sectionOf(resources, full(role))!.answer
  expect(answer('postgres')).toContain('**all cores of this machine were busy**')
  expect(answer('postgres')).toContain('mostly with work of Postgres.')
  expect(answer('driver')).toContain('mostly with the work of measuring, which makes its times too long.')
})

test('no rule applies: the facts alone', () => {
  const calm = changed(({ loopDelay }) => ({
    loopDelay: loopDelay.map((one) => ({ ...one, ms: 2 })),
    connections: [],
  }))
  expect(sectionOf(resources, calm)!.answer.replaceAll('\u00a0', ' ')).toBe(
    'With 24 users the strategies themselves used at most 120 % of one core in a second (`thread-per-user`) and 80.0 MB to 500 MB of memory.',
  )
})

test('what was not recorded is said, and nothing at all gives no section', () => {
  const foreign = changed(() => ({ cpu: [], memory: [], loopDelay: [] }))
  const { answer, figures } = sectionOf(resources, foreign)!
  expect(answer).toContain('Not recorded in this run: CPU, memory and event-loop delay.')
  expect(figures.map(({ title }) => title)).not.toContain('CPU')
  expect(sectionOf(resources, simulatedRun())).toBeNull()
  const some = changed(({ cpu }) => ({ cpu: cpu.length > 0 && cpu[0]!.percent.server ? [] : cpu }))
  expect(sectionOf(resources, some)!.figures[0]!.panels[0]!.plot).toEqual({
    verdict: '',
    reason: 'not recorded',
  })
})

test('what the verdict does not let be shown is not', () => {
  const invalid = withVerdict(run, 'cluster', 'INVALID', 'driver on time, latest: 91 ms, limit 50 ms')
  const { figures } = sectionOf(resources, withTimeline(invalid))!
  expect(figures[0]!.panels[2]!.plot).toMatchObject({ verdict: 'INVALID' })
})

test('many points are thinned, which the grid says; what is read stays small', () => {
  const long = changed(({ cpu }) => ({
    cpu: Array.from({ length: 5_000 }, (_, i) => ({
      atMs: (i + 1) * 1_000,
      percent: { ...cpu[0]!.percent, server: i === 1_234 ? 99 : 1 },
    })),
  }))
  const [figure] = sectionOf(resources, long)!.figures
  expect(figure!.grid!.caption).toContain('thinned to about 120 points a line, with the extremes')
  const { readings } = figure!.panels[0]!.details as ResourceDetails
  expect(readings[0]!.at.length).toBeLessThanOrEqual(120)
  expect(Math.max(...readings[0]!.values)).toBe(99)
})

test('slots decide what is idle, not the budget; a look between two queries does not count', () => {
  const queue = withTimeline(simulatedRun({ names: ['queue'] }))
  const looks = (active: readonly number[]) => () => ({
    loopDelay: [],
    connections: active.map((count, i) => ({ atMs: 250 * (i + 1), held: 10, active: count })),
  })
  const of = (active: readonly number[]) => sectionOf(resources, changed(looks(active), queue))!.answer
  // The queue has nine slots of the ten connections, and all of them are at work.
  expect(of(Array(19).fill(9))).not.toContain('idle')
  expect(of(Array(19).fill(8)).replaceAll('\u00a0', ' ')).toContain(
    'idle while users waited**: `queue` (4.50 s)',
  )
  // Every other look falls into a gap.
  expect(of(Array.from({ length: 19 }, (_, i) => (i % 2 ? 10 : 8)))).not.toContain('idle')
})

test('the busiest moments of every series stay where points are thinned, and are told from all of them', () => {
  const long = changed(() => ({
    cpu: Array.from({ length: 5_000 }, (_, i) => ({
      atMs: i + 1,
      // Less of the strategy, but all the more of Postgres: the total is flat.
      percent: i === 1_777 ? { server: 1, postgres: 99 } : { server: 60, postgres: 40 },
    })),
  }))
  const cpu = sectionOf(resources, long)!.figures.find(({ title }) => title === 'CPU')
  expect(plotOf(cpu, 0).alternative).toContain('of Postgres 99 %')
  const details = cpu!.panels[0]!.details as ResourceDetails
  expect(details.readings[1]!.values).toContain(99)
})
