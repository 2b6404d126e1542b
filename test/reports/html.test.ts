import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { RecordedRun } from '../../reports/contract.ts'
import { htmlReport } from '../../reports/html/index.ts'
import { asClosed, noTimeline, simulatedRun, withFaults, withVerdict } from './simulated.ts'

async function render(run: RecordedRun): Promise<string> {
  const rendered = await htmlReport.render(run, { columns: 80, color: false })
  if (!('file' in rendered)) throw new Error('the HTML report is a file')
  return rendered.content
}

/** What is read, without markup. */
function textOf(content: string): string {
  return content
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&gt;', '>')
    .replace(/[\s\u00a0]+/g, ' ')
}

test('one file: no script, no network, no inline style; the policy allows its style sheet alone', async () => {
  const content = await render(simulatedRun({ modes: ['async', 'blocking'] }))
  const style = /<style>(.*?)<\/style>/s.exec(content)?.[1] ?? ''
  const hash = createHash('sha256').update(style).digest('base64')
  expect(content).toContain(
    `content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`,
  )
  expect(content).not.toMatch(/<script|<link|<img|@import|url\(|\sstyle=|\son\w+=|https?:/)
})

test('what strategies, scenarios and servers say is text', async () => {
  const evil = '</script></style><img src=x onerror=alert(1)>"\'`'
  const run = withVerdict(simulatedRun(), 'queue', 'FAILED', evil)
  const { report } = run
  const content = await render({
    report: {
      ...report,
      run: { ...report.run, command: evil, id: evil, scenario: { name: evil, query: evil }, notes: [evil] },
      strategies: report.strategies.map((strategy) => ({
        ...strategy,
        title: evil,
        color: { light: 'red}</style>', dark: evil },
      })),
      environment: { ...report.environment, cpuModel: evil, os: evil },
      trials: report.trials.map((trial) => ({
        ...trial,
        checks: [{ name: evil, value: evil, limit: evil, ok: false }],
      })),
      comparison: report.comparison.map((one) => ({
        ...one,
        recommendation: { strategy: evil, because: evil, bottleneck: evil, notWhen: evil },
      })),
    },
    timeline: run.timeline,
    samples: (id) => run.samples(id).map((sample) => ({ ...sample, worker: sample.user % 2 ? evil : 'w1' })),
  })
  expect(content).not.toMatch(/<img|<\/script/)
  expect(content.match(/<\/style>/g)).toHaveLength(1)
})

test('the verdict card: recommendation, checks against limits, command', async () => {
  const text = textOf(await render(simulatedRun({ modes: ['async', 'blocking'] })))
  expect(text).toContain('Use single with async queries.')
  expect(text).toContain(
    'With 24 users the slowest chart of single arrived after 15.0 s; best possible is 15.0 s.',
  )
  expect(text).toContain('If queries must block use queue (slowest chart after 15.0 s).')
  expect(text).toContain('driver on time, latest 0.6 ms ≤ 50 ms')
  expect(text).toContain('no user gave up, 1 of 6 trials 24 > 0')
  expect(text).toContain('n too small : single 15 s')
  expect(text).toContain('bench run single cluster queue --users 24 --query-mode async,blocking --seed 7')
})

test('OVERLOADED: time-outs at their value, no efficiency, the queries that were wasted', async () => {
  const text = textOf(await render(simulatedRun({ names: ['single', 'queue'], modes: ['blocking'] })))
  expect(text).toMatch(/> 75\.0 s/)
  expect(text).toContain('n/a 24 / 0')
  expect(text).toContain('! OVERLOADED 1 of 1 trial: 24 of 24 users gave up after 75 s')
  expect(text).toContain('no chart')
})

test('INVALID, SKIPPED and FAILED rows say why', async () => {
  let run = simulatedRun({ names: ['single', 'thread-per-user', 'cluster', 'queue'] })
  run = withVerdict(run, 'cluster', 'INVALID', 'steal: 7.1 %, limit 2 %')
  run = withVerdict(run, 'queue', 'SKIPPED', 'nginx was not found: `bench setup nginx` installs it')
  run = withVerdict(run, 'thread-per-user', 'FAILED', 'a wrong chart')
  const content = await render(run)
  const text = textOf(content)
  expect(text).toContain('Not stated. Steal: 7.1 %, limit 2 %. × INVALID')
  expect(text).toContain('nginx was not found: bench setup nginx installs it. – SKIPPED')
  expect(text).toContain('× FAILED 1 of 1 trial: a wrong chart')
  expect(content).toContain('class="bad">15.0\u00a0s</td>')
})

test('a run without any valid trial recommends nothing, and keeps its plots under a band', async () => {
  const run = ['single', 'cluster', 'queue'].reduce(
    (run, name) => withVerdict(run, name, 'INVALID', 'steal: 7.1 %, limit 2 %'),
    simulatedRun(),
  )
  const content = await render(run)
  const text = textOf(content)
  expect(text).toContain('This run cannot be used: Steal: 7.1 %, limit 2 %.')
  expect(text).toContain('No trial of this run is valid.')
  expect(text).not.toContain('Bottleneck')
  expect(content).toContain('class="plot wide"')
})

test('an interrupted run says so', async () => {
  const { report, samples, timeline } = simulatedRun()
  const run = { ...report.run, interrupted: true }
  const content = await render({ report: { ...report, run }, samples, timeline })
  expect(content).toContain('<b>INTERRUPTED</b>')
})

test('faults: what was done and when, what became of the charts, and rules in the plots', async () => {
  const content = await render(
    withFaults(simulatedRun({ names: ['single', 'cluster', 'proxy-pool', 'queue'] })),
  )
  const text = textOf(content)
  expect(text).toContain('What becomes of users when parts fail?')
  expect(text).toMatch(/proxy-pool 18 5 0 0 1 14\.0 s/)
  expect(text).toMatch(/single 0 0 0 24 20 WORKER_GONE 4 UNKNOWN_SESSION 0 –/)
  expect(text).toContain('After 3.00 s: kill worker. After 6.50 s: pause postgres for 2 s.')
  const sessions = content.slice(content.indexOf('<section id="sessions">'))
  // Four strategies, each drawn for wide and for narrow screens.
  for (const label of ['kill', 'pause']) expect(sessions.split(`>${label}<`)).toHaveLength(4 * 2 + 1)
})

test('without faults nothing is said of them', async () => {
  expect(await render(simulatedRun())).not.toContain('id="faults"')
})

test('a closed run says so wherever its figures stand, and names no best possible time', async () => {
  const text = textOf(await render(asClosed(simulatedRun({ modes: ['async', 'blocking'] }))))
  expect(text.match(/Closed model: a user arrives when another has left/g)).toHaveLength(2)
  expect(text.match(/queries closed model; /g)).toHaveLength(4)
  expect(text).not.toMatch(/best possible is/)
})

test('nothing recorded: one sentence and the command that records it', async () => {
  const { report } = simulatedRun()
  const text = textOf(
    await render({
      report: { ...report, trials: [], cells: [], comparison: [] },
      samples: () => [],
      timeline: noTimeline,
    }),
  )
  expect(text).toContain('Nothing was recorded. To record it: bench run single cluster queue')
})

test('every picture has a text alternative and its data as a table', async () => {
  const content = await render(simulatedRun())
  const pictures = content.match(/<svg class="plot[^>]*>/g) ?? []
  expect(pictures).toHaveLength(3 * 2 * 2)
  for (const picture of pictures) expect(picture).toMatch(/role="img" aria-label="\w+: [^"]{20,}"/)
  expect(content.match(/<details><summary>Show data/g)).toHaveLength(2)
  expect(textOf(content)).toContain('chart best possible arrived 1 5.00 s')
})

test('a large run is thinned, says so, and stays small', async () => {
  const content = await render(
    simulatedRun({ users: [3_000], names: ['single', 'cluster'], patienceS: 9_000 }),
  )
  expect(textOf(content)).toContain('thinned to at most 2000 points a panel')
  expect(textOf(content)).toMatch(/\d+ of 3,?000 charts, evenly chosen/)
  expect(content.length).toBeLessThan(3_000_000)
})
