import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { RecordedRun } from '../../reports/contract.ts'
import { htmlReport } from '../../reports/html/index.ts'
import { simulatedRun } from './simulated/run.ts'
import { noTimeline } from './simulated/timeline.ts'
import { asClosed, withFaults, withVerdict } from './simulated/variants.ts'

async function render(run: RecordedRun): Promise<string> {
  const rendered = await htmlReport.render(run, { columns: 80, color: false })
  if (!('file' in rendered)) throw new Error('the HTML report is a file')
  return rendered.content
}

/** What is read, without markup. */
function textOf(content: string): string {
  return content
    .replace(/<(style|script)\b[^>]*>.*?<\/\1>/gs, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&gt;', '>')
    .replace(/[\s\u00a0]+/g, ' ')
}

/** What stands between the tags of the page's scripts, or of the blocks of data that they read. */
function scriptsOf(content: string, type: 'module' | 'application/json'): string[] {
  return [...content.matchAll(/<script type="([^"]+)"[^>]*>(.*?)<\/script>/gs)].flatMap((match) =>
    match[1] === type ? [match[2]!] : [],
  )
}

const sha256 = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

test('one file: no network, no inline style; the policy allows its scripts and its style sheet alone', async () => {
  const content = await render(simulatedRun({ modes: ['async', 'blocking'] }))
  const style = /<style>(.*?)<\/style>/s.exec(content)?.[1] ?? ''
  const scripts = scriptsOf(content, 'module')
  expect(scripts.length).toBeGreaterThan(0)
  expect(content).toContain(
    `content="default-src 'none'; script-src ${scripts.map(sha256).join(' ')}; style-src ${sha256(style)}; base-uri 'none'; form-action 'none'"`,
  )
  expect(content).not.toMatch(/<link|<img|@import|url\(|\sstyle=|\son\w+=|https?:/)
  expect(scripts.join('\n')).not.toMatch(/^(import|export)\b/m)
  expect(scripts.join()).not.toMatch(
    /innerHTML|outerHTML|insertAdjacentHTML|\beval\b|new Function|document\.write/,
  )
})

test('what strategies, scenarios and servers say is text', async () => {
  const evil = '</script><!--</style><img src=x onerror=alert(1)>"\'`'
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
    samples: (id) =>
      run.samples(id).map((sample) => ({
        ...sample,
        worker: sample.user % 2 ? evil : 'w1',
        group: sample.user % 3 ? evil : 'users',
        ...(sample.user % 5 ? {} : { outcome: 'error' as const, code: evil }),
      })),
  })
  expect(content).not.toMatch(/<img|<!--/)
  expect(content.match(/<\/script/g)).toHaveLength(content.match(/<script /g)!.length)
  const details = scriptsOf(content, 'application/json').map((json) => JSON.parse(json))
  expect(details.filter(({ words }) => words?.includes(evil))).not.toHaveLength(0)
  expect(content.match(/<\/style>/g)).toHaveLength(1)
})

test('the verdict card: recommendation, checks against limits, command', async () => {
  const text = textOf(await render(simulatedRun({ modes: ['async', 'blocking'] })))
  expect(text).toContain('Use single with async queries.')
  expect(text).toContain(
    'With 24 users the slowest chart of single arrived after 15.0 s ; best possible is 15.0 s . The limit is',
  )
  expect(text).toContain('If queries must block use queue (slowest chart after 15.0 s).')
  expect(text).toContain('Driver on time, latest 0.6 ms ≤ 50 ms')
  expect(text).toContain('No user gave up, 1 of 6 trials 24 > 0')
  expect(text).toContain('p95(ttc) &lt; 20s n too small for all 3.')
  expect(text).toContain('bench run single cluster queue --users 24 --query-mode async,blocking --seed 7')
})

test('OVERLOADED: time-outs at their value, no efficiency, the queries that were wasted', async () => {
  const text = textOf(await render(simulatedRun({ names: ['single', 'queue'], modes: ['blocking'] })))
  expect(text).toMatch(/> 75\.0 s/)
  expect(text).toContain('n/a 24 / 0')
  expect(text).toContain('! OVERLOADED 1 of 1 trial: none of 24 charts arrived within 75.0 s')
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
  expect(text).toContain('This run cannot be used: steal: 7.1 %, limit 2 %.')
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
  expect(text.match(/queries closed model; /g)).toHaveLength(6)
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
  // Each is drawn for wide and for narrow screens.
  expect(pictures).toHaveLength(2 * content.split('<div class="plots">').slice(1).length)
  for (const picture of pictures) expect(picture).toMatch(/role="img" aria-label="[\w ,\u00a0]+: [^"]{20,}"/)
  expect(content.match(/<details><summary>Show data/g)).toHaveLength(
    content.match(/<figure class="[^"]*" id=/g)?.length ?? 0,
  )
  expect(textOf(content)).toContain('chart best possible arrived 1 5.00 s')
})

test('a large run is thinned, says so, and stays small', async () => {
  const content = await render(
    simulatedRun({ users: [3_000], names: ['single', 'cluster'], patienceS: 9_000 }),
  )
  expect(textOf(content)).toContain('thinned to at most 2000 points a panel')
  expect(textOf(content)).toMatch(/\d+ of 3,000 charts: first, last/)
  expect(content.length).toBeLessThan(3_000_000)
})

test('sessions: a row for each user, queued or waiting by what the strategy says, and the data of each row', async () => {
  const content = await render(simulatedRun({ modes: ['async', 'blocking'] }))
  const text = textOf(content)
  expect(text).toMatch(
    /page socket queued for a job worker waiting for a connection query push, chart arrived/,
  )
  expect(text).toContain('With blocking queries of cluster the query is back long before its chart')
  expect(text).toContain(
    'blocking queries 24 users; dashed: best possible for the last chart, at 15.0 s; note the longer time axis',
  )
  expect(content).toMatch(
    /aria-label="queue: on average page 4.5\u00a0ms, queued for a job worker 4.37\u00a0s, query 5.00\u00a0s/,
  )
  const [single] = scriptsOf(content, 'application/json').map((json) => JSON.parse(json))
  expect(single.sessions).toHaveLength(24)
  const first = Object.fromEntries(
    single.columns.map((name: string, i: number) => [name, single.sessions[0][i]]),
  )
  expect(first).toMatchObject({
    user: 0,
    sent: 90,
    page: 6_000,
    socket: 11_000,
    created: 4_000,
    queryUs: 5_000_700,
  })
  expect(single.words[first.outcome]).toBe('ok')
  expect(first.worker).toBeNull()
})

test('who waited longest: the slowest eight and the quickest; who has no chart comes first', async () => {
  const run = simulatedRun({ names: ['single', 'cluster'] })
  const refused = { outcome: 'error', code: 'WORKER_GONE', done: 2_050_000 } as const
  const text = textOf(
    await render({
      ...run,
      samples: (id) => run.samples(id).map((one) => (one.user === 2 ? { ...one, ...refused } : one)),
    }),
  )
  const section = text.slice(text.indexOf('Who waited longest?'))
  expect(section).toContain(
    'With async queries user 23 of cluster waited longest: 25.0 s, 20.0 s of it for a connection .',
  )
  expect(section).toMatch(
    /single 8 slowest and the quickest of 24 user time to chart where it went 2 none WORKER_GONE after 2.05 s/,
  )
  expect(section).toMatch(
    /cluster 8 slowest and the quickest of 24 user worker time to chart where it went 2 w\d none/,
  )
})

test.each([1_000, 5_000])('five strategies with %i users each fit into 3 MB', async (users) => {
  const names = ['single', 'thread-per-user', 'cluster', 'proxy-pool', 'queue']
  const content = await render(simulatedRun({ names, users: [users], patienceS: 9_000 }))
  expect(Buffer.byteLength(content)).toBeLessThan(3_000_000)
  expect(textOf(content)).toMatch(
    /9\d of [15],000 charts: first, last, quickest and slowest, the others evenly chosen/,
  )
})
