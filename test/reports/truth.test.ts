import { expect, test } from 'vitest'
import { timeAxis } from '../../reports/charts/axis.ts'
import { chartMakers } from '../../reports/charts/index.ts'
import { sessions } from '../../reports/charts/sessions.ts'
import { groupViewsOf, panelNote } from '../../reports/charts/view.ts'
import type { RecordedRun } from '../../reports/contract.ts'
import { glance } from '../../reports/html/glance.ts'
import { htmlReport } from '../../reports/html/index.ts'
import { slowestSection } from '../../reports/html/slowest.ts'
import { strip } from '../../reports/html/strip.ts'
import { Markup } from '../../reports/markup.ts'
import type { Sample, Trial } from '../../reports/model.ts'
import { plotOf, sectionOf } from './drawn.ts'
import { simulatedRun } from './simulated/run.ts'
import { withTimeline } from './simulated/timeline.ts'
import { withVerdict, withWorkers } from './simulated/variants.ts'

// What a page states must hold for all that was recorded, not only for what it has room to draw.

const plain = (text: string) => text.replace(/<[^>]*>/g, '').replaceAll('\u00a0', ' ')

/** The run with other samples. */
function sampled(run: RecordedRun, change: (sample: Sample) => Sample): RecordedRun {
  return { ...run, samples: (id) => run.samples(id).map(change) }
}

/** The run with other counts in all of its trials. */
function counting(run: RecordedRun, counts: Partial<Trial['counts']>): RecordedRun {
  const trials = run.report.trials.map((trial) => ({ ...trial, counts: { ...trial.counts, ...counts } }))
  return { ...run, report: { ...run.report, trials } }
}

const refused = { outcome: 'error', code: 'BUSY' } as const

test('who waited longest is told although more than eight were refused at once', () => {
  const run = sampled(simulatedRun({ names: ['single'] }), (one) =>
    one.user < 10 ? { ...one, ...refused, done: one.intended + 5_000 } : one,
  )
  const section = slowestSection(groupViewsOf(run))
  expect(section).toBeInstanceOf(Markup)
  expect(plain((section as Markup).html)).toContain('user 21 of single waited longest: 15.0 s')
})

test('all overloaded with few users: the glance shows the slowest chart, not that none came', () => {
  const names = ['single', 'cluster']
  const run = names.reduce(
    (run, name) => withVerdict(run, name, 'OVERLOADED', 'too slow'),
    simulatedRun({ names }),
  )
  const text = plain(glance(run.report, groupViewsOf(run)).html)
  expect(text).toContain('The slowest chart arrived after')
  expect(text).not.toContain('no chart')
})

test('the last worker of all charts is named, and means are those of all', () => {
  const run = simulatedRun({ names: ['cluster'], users: [1_000], patienceS: 9_000 })
  // One chart in the middle, which has no row of its own, is the last of its worker.
  const late = sampled(run, (one) =>
    one.user === 501
      ? { ...one, worker: 'w9', done: 1_500_000_000 }
      : { ...one, worker: one.user % 2 ? 'w1' : 'w2' },
  )
  expect(sectionOf(sessions, late)!.answer).toMatch(/w9 of cluster is done last/)
  const missing = sampled(late, (one) => (one.user === 503 ? { ...one, ...refused } : one))
  expect(sectionOf(sessions, missing)!.answer).not.toContain('done last')
  // Its 1.2 s are a thousandth of the 1,200 s that it waited for a result that was ready.
  const { alternative } = plotOf(sectionOf(sessions, late)!.figures[0], 0)
  expect(alternative).toMatch(/push 1\.\d\d\u00a0s/)
})

test('in the strip, who got no chart stands at the time-out, and who was stopped nowhere', () => {
  const run = counting(simulatedRun({ names: ['single'] }), { ok: 22, error: 1, interrupted: 1 })
  const changed = sampled(run, (one) =>
    one.user === 0
      ? { ...one, ...refused, done: one.intended + 2_000 }
      : one.user === 1
        ? { ...one, outcome: 'interrupted', done: null }
        : one,
  )
  const [{ views }] = groupViewsOf(changed) as [ReturnType<typeof groupViewsOf>[number]]
  const [view] = views
  expect(view!.shown.timeoutMs).toBeGreaterThan(10_000)
  const svg = strip(view!, timeAxis(20_000)).html
  const lost = [...svg.matchAll(/class="lost" x="([\d.]+)"/g)]
  expect(lost).toHaveLength(1)
  expect(Number(lost[0]![1])).toBeGreaterThan(100)
})

test('gave up is said only where patience ended', () => {
  const notes = (counts: Partial<Trial['counts']>) => {
    const run = counting(simulatedRun({ names: ['single'] }), counts)
    return groupViewsOf(run).flatMap(({ views }) => views.map((view) => panelNote(view).text))
  }
  expect(notes({ ok: 12, timeout: 12 })).toEqual(['12 gave up'])
  expect(notes({ ok: 12, error: 12 })).toEqual(['12 without chart'])
  expect(notes({ ok: 12, timeout: 6, dropped: 6 })).toEqual(['12 without chart'])
})

test('several charts a user are called charts', async () => {
  const run = counting(withWorkers(simulatedRun({ names: ['single', 'cluster'] }), { single: [[72, 10]] }), {
    scheduled: 72,
  })
  const texts = chartMakers
    .flatMap((make) => make(run, groupViewsOf(run)) ?? [])
    .flatMap((section) => [
      section.question,
      section.answer,
      ...section.figures.flatMap(({ panels }) =>
        panels.flatMap(({ plot }) => ('layers' in plot ? plot.alternative : [])),
      ),
    ])
  expect(texts.join('\n')).not.toMatch(/72\s+users/)
  expect(texts).toContain('Were charts and connections spread evenly?')
  expect(texts.join('\n')).toContain('One row per chart')
})

test('a section has one bold clause at most', () => {
  const runs = [
    simulatedRun({ names: ['single', 'cluster', 'queue'], modes: ['async', 'blocking'], users: [20, 64] }),
    withTimeline(simulatedRun({ modes: ['async', 'blocking'] })),
  ]
  for (const run of runs) {
    for (const section of chartMakers.flatMap((make) => make(run, groupViewsOf(run)) ?? [])) {
      expect([section.id, (section.answer.match(/\*\*/g) ?? []).length]).toEqual([
        section.id,
        expect.toSatisfy((count: number) => count === 0 || count === 2),
      ])
    }
  }
})

test('200,000 charts of one strategy are drawn', async () => {
  const run = simulatedRun({ names: ['single'], users: [1] })
  const [one] = run.samples('01-single')
  const many = Array.from({ length: 200_000 }, (_, user) => ({
    ...one!,
    user,
    intended: user,
    done: one!.done! + user,
  }))
  const large = { ...withTimeline(run), samples: () => many, timeline: run.timeline }
  const rendered = await htmlReport.render(large, { columns: 80, color: false })
  expect('content' in rendered && rendered.content.length).toBeLessThan(3_000_000)
})
