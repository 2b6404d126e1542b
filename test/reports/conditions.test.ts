import { describe, expect, test } from 'vitest'
import { groupViewsOf } from '../../reports/charts/view.ts'
import type { RecordedRun } from '../../reports/contract.ts'
import { userCounts } from '../../reports/groups.ts'
import { comparisonSection } from '../../reports/html/comparison.ts'
import { htmlReport } from '../../reports/html/index.ts'
import { objectivesSection } from '../../reports/html/objectives.ts'
import { verdictCard } from '../../reports/html/verdict.ts'
import { html } from '../../reports/markup.ts'
import {
  killed,
  matrix,
  mixed,
  nothing,
  objectiveMissed,
  oneUser,
  recommending,
  unusable,
} from './conditions.ts'
import { simulatedRun } from './simulated/run.ts'

/** The parts that are words and tables, as they stand in the page; without one, the whole page with its charts. */
async function markupOf(run: RecordedRun, part: Part | undefined): Promise<string> {
  const groups = groupViewsOf(run)
  const counts = userCounts(groups.map(({ group }) => group))
  switch (part) {
    case 'verdict':
      return verdictCard(run.report, groups).html
    case 'comparison':
      return comparisonSection(run.report, groups, counts).html
    case 'objectives':
      return html`${objectivesSection(run.report, groups, counts)}`.html
    case undefined: {
      const rendered = await htmlReport.render(run, { columns: 80, color: false })
      if (!('content' in rendered)) throw new Error('the HTML report is one file')
      return rendered.content
    }
  }
}

type Part = 'verdict' | 'comparison' | 'objectives'

/** What is read of a part of the page, without markup. */
async function read(run: RecordedRun, part?: Part): Promise<string> {
  return (await markupOf(run, part))
    .replace(/<(style|script)[^>]*>.*?<\/\1>/gs, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&gt;', '>')
    .replaceAll('&lt;', '<')
    .replaceAll('&#39;', "'")
    .replace(/[\s\u00a0]+/g, ' ')
    .replace(/ (?=[,.:;])/g, '')
}

describe('the answer', () => {
  test('is an imperative with the strategy and the query mode', async () => {
    const text = await read(recommending(matrix(), {}), 'verdict')
    expect(text).toContain('Serve it as single does: single, with async queries.')
  })

  test('of what cannot be told apart names both, the simplest first', async () => {
    const run = recommending(matrix(), { ties: ['thread-per-user'] })
    expect(await read(run, 'verdict')).toContain(
      'single or thread-per-user: no difference that this run can show.',
    )
    const many = recommending(matrix(), { ties: ['thread-per-user', 'cluster', 'queue'] })
    expect(await read(many, 'verdict')).toContain('single or any of 3 others: no difference')
  })

  test('says what limits it, and what is left to win', async () => {
    const run = recommending(matrix(), { bottleneck: 'the 10 database connections: all of them were busy' })
    expect(await read(run, 'verdict')).toContain(
      'With 64 users the slowest chart of single arrived after 35.0 s; best possible is 34.9 s. The limit is the 10 database connections: all of them were busy. With these connections no other way of serving can win more than',
    )
  })

  test('says what holds with another query mode, how to go faster, and what to avoid', async () => {
    const run = recommending(matrix(), { goFaster: 'add connections: 20 lower the best possible to 20 s' })
    const text = await read(run, 'verdict')
    expect(text).toContain(
      'If queries must block use thread-per-user (slowest chart after 35.0 s, 9.4 MB a user) or, if memory is short, queue (40.0 s, 0.58 MB a user).',
    )
    expect(text).toContain('With fewer users the same with 20 users.')
    expect(text).toContain('To go faster add connections: 20 lower the best possible to 20 s.')
    expect(text).toContain(
      'single with blocking queries: OVERLOADED. None of 64 charts arrived within 120.0 s.',
    )
  })

  test('where nobody meets an objective is that, without a recommendation', async () => {
    const text = await read(objectiveMissed(), 'verdict')
    expect(text).toContain('No strategy meets max(ttc) < 8s at 64 users with async queries.')
    expect(text).toContain('max(ttc) < 8s missed by all 5.')
    expect(text).not.toContain('Because')
  })
})

describe('the matrix at a glance', () => {
  test('has one figure for each cell, who to use, who does not hold, and the best possible', async () => {
    const text = await read(matrix(), 'verdict')
    expect(text).toContain('The slowest chart arrived after')
    expect(text).toMatch(/single 10\.0 s use 35\.0 s use thread-per-user 10\.0 s 35\.0 s/)
    expect(text).toMatch(/single 100\.\d s no chart/)
    expect(text).toMatch(/best possible 9\.99 s 34\.9 s/)
  })

  test('marks those that cannot be told from the one to use', async () => {
    const text = await read(recommending(matrix(), { ties: ['thread-per-user'] }), 'verdict')
    expect(text).toMatch(/thread-per-user 10\.0 s or 35\.0 s or/)
    expect(text).toContain('“or” means that this run cannot tell it from the one to use')
  })
})

describe('a run that was ended before it was whole', () => {
  test('recommends nothing, and says what is missing where it is missing', async () => {
    const run = killed(['proxy-pool', 'queue'])
    const text = await read(run, 'verdict')
    expect(text).toContain('This run was interrupted: 3 of 5 strategies were played with 24 users')
    expect(text).toContain(
      'Interrupted 3 of 5 trials were played; not played: proxy-pool and queue with 24 users and async queries.',
    )
    expect(text).not.toMatch(/Because|Not when|To go faster|Recommendation for/)
    expect(text).toContain('INTERRUPTED 3 of 5 trials valid 1 interrupted 1 never played')
    const rows = await read(run, 'comparison')
    expect(rows).toContain('Stopped by hand: 3 of 24 charts had arrived. … INTERRUPTED')
    expect(rows).toContain('Never played: the run ended before its turn. … INTERRUPTED')
    const whole = await read(run)
    expect(whole.match(/Never played: the run ended before its turn/g)?.length).toBeGreaterThan(2)
  })

  test('shows in the matrix what was not played', async () => {
    const text = await read(killed(['queue', 'proxy-pool'], [8, 24]), 'verdict')
    expect(text).toMatch(/proxy-pool not played not played queue interrupted interrupted/)
    expect(text).not.toMatch(/ use /)
  })
})

describe('a run of which only some users are not whole', () => {
  const run = killed(['queue'], [8, 24])
  const { report } = run
  const wholeWith = (users: number) => {
    const { cells } = killed([], [8, 24]).report
    return {
      ...run,
      report: {
        ...report,
        cells: report.cells.map((cell, i) => (cell.key.users === users ? cells[i]! : cell)),
      },
    }
  }

  test('recommends for those that were compared', async () => {
    const text = await read(wholeWith(24), 'verdict')
    expect(text).toMatch(
      /Recommendation for .* Because .* With 8 users not known: only 4 of 5 strategies were played/,
    )
    expect(text).toMatch(/single [\d.]+ s [\d.]+ s use/)
  })

  test('and says what holds for them where the others are the main ones', async () => {
    const text = await read(wholeWith(8), 'verdict')
    expect(text).toMatch(/Result for .* With 8 users use single/)
    expect(text).not.toMatch(/Because|Not when|With fewer users/)
    expect(text).toMatch(/single [\d.]+ s use [\d.]+ s thread/)
  })
})

test('a run without any valid trial says why, what helps, and recommends nothing', async () => {
  const text = await read(unusable())
  expect(text).toContain('This run cannot be used: driver on time, latest: 180.2 ms, limit 50 ms.')
  expect(text).toContain('Driver on time, latest, 5 of 5 trials 180.2 ms > 50 ms')
  expect(text).toContain('bench doctor says what it lacks')
  expect(text).not.toMatch(/Because|The limit is|Recommendation for/)
  expect(text.indexOf('No trial of this run is valid')).toBeGreaterThan(text.indexOf('How do the strategies'))
})

test('FAILED, SKIPPED and INVALID stand in their places, and the others are compared', async () => {
  const run = mixed()
  const rows = await read(run, 'comparison')
  expect(rows).toMatch(/thread-per-user .* × FAILED 1 of 1 trial: charts are right: 2 wrong, limit 0 wrong/)
  expect(rows).toContain('Not stated. Driver on time, latest: 180.2 ms, limit 50 ms. × INVALID')
  expect(rows).toContain('nginx was not found: bench setup nginx installs it. – SKIPPED')
  const card = await read(run, 'verdict')
  expect(card).toContain(
    'driver on time, latest, trial 3 (left out) 180.2 ms > 50 ms'.replace('driver', 'Driver'),
  )
  expect(card).toMatch(/thread-per-user failed .*cluster invalid proxy-pool skipped/)
})

test('one user: no percentile that n cannot carry, no cost that ticks cannot tell', async () => {
  const text = await read(oneUser(), 'comparison')
  expect(text).toMatch(/single one process, one event loop 5\.03 s n too small \(1 of 59\) 5\.03 s/)
  expect(text).toContain('1 / 1 < 100 ms')
  expect(text).toContain('n = 1 chart a row.')
})

test('nothing recorded: one sentence, the command, and no numbers', async () => {
  const text = await read(nothing())
  expect(text).toContain('Nothing was recorded. To record it: bench run single cluster queue --users 24')
  expect(text).not.toMatch(/0 trials|VALID 0/)
})

describe('objectives', () => {
  test('are met, missed or n too small, for each strategy and group', async () => {
    const text = await read(objectiveMissed(), 'objectives')
    expect(text).toContain('Which objectives were met?')
    expect(text).toContain('single ! missed 35.0 s – n too small 35.0 s')
  })

  test('are not judged where nothing counts', async () => {
    expect(await read(mixed(), 'objectives')).toContain('thread-per-user Not judged: FAILED.')
  })

  test('leave no section where there are none', async () => {
    const run = simulatedRun()
    const cells = run.report.cells.map((cell) => ({ ...cell, objectives: [] }))
    const text = await read({ ...run, report: { ...run.report, cells } })
    expect(text).not.toContain('objectives were met')
  })
})
