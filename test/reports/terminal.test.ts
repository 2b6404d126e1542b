import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import type { RecordedRun } from '../../reports/contract.ts'
import { terminal } from '../../reports/terminal/index.ts'
import { textWidth } from '../../reports/terminal/width.ts'
import { simulatedRun } from './simulated/run.ts'
import { noTimeline } from './simulated/timeline.ts'
import { asClosed, withFaults, withVerdict } from './simulated/variants.ts'
import { stopped } from './states.ts'

const five = ['single', 'thread-per-user', 'cluster', 'proxy-pool', 'queue']

interface Printing {
  readonly columns?: number
  readonly color?: boolean
}

async function print(run: RecordedRun, { columns = 80, color = false }: Printing = {}): Promise<string> {
  const rendered = await terminal.render(run, { columns, color, written: ['results/run/report.html'] })
  if (!('print' in rendered)) throw new Error('the terminal report is printed')
  return rendered.print
}

function everyState(): RecordedRun {
  let run = simulatedRun({ names: five, modes: ['blocking'] })
  run = withVerdict(run, 'cluster', 'INVALID', 'driver on time, latest: 61 ms, limit 50 ms')
  run = withVerdict(run, 'proxy-pool', 'FAILED', 'none faster than physics: 3, limit 0')
  return withVerdict(run, 'queue', 'SKIPPED', 'nginx was not found: `bench setup nginx` installs it')
}

/** All user counts and both modes: one strategy is overloaded where many users meet blocking queries. */
const matrix = () => simulatedRun({ names: five, users: [1, 8, 24, 64], modes: ['async', 'blocking'] })

function interrupted(): RecordedRun {
  const never = 'never played: the run ended before its turn'
  let run = simulatedRun({ names: five })
  for (const name of ['cluster', 'queue']) run = withVerdict(run, name, 'INTERRUPTED', never)
  return { ...run, report: { ...run.report, run: { ...run.report.run, interrupted: true } } }
}

// Golden files are written anew with `vitest run test/reports --update`.
test.each<[string, () => RecordedRun, Printing]>([
  ['five', () => simulatedRun({ names: five, modes: ['async', 'blocking'] }), {}],
  ['percentiles', () => simulatedRun({ users: [24, 64], trials: 3 }), {}],
  ['matrix', matrix, {}],
  ['states', everyState, {}],
  ['interrupted', interrupted, {}],
  ['stopped', stopped, {}],
  ['one', () => simulatedRun({ names: ['single'] }), {}],
  ['faults', () => withFaults(simulatedRun({ names: five })), {}],
  ['closed', () => asClosed(simulatedRun()), {}],
  ['120', matrix, { columns: 120 }],
  ['200', everyState, { columns: 200 }],
  ['color', everyState, { color: true }],
])('%s', async (name, run, printing) => {
  const text = await print(run(), printing)
  for (const line of text.split('\n'))
    expect(textWidth(line), line).toBeLessThanOrEqual(printing.columns ?? 80)
  await expect(text).toMatchFileSnapshot(`../golden/terminal-${name}.txt`)
})

test('without colours it says the same', async () => {
  const colored = await print(matrix(), { color: true })
  expect(stripVTControlCharacters(colored)).toBe(await print(matrix()))
})

test('longer names are whole where there is room, and cut where there is none', async () => {
  const long = 'a-strategy-of-my-own-with-a-name-of-46-letters'
  const named = JSON.parse(JSON.stringify(simulatedRun().report).replaceAll('"cluster"', `"${long}"`))
  const run = { ...simulatedRun(), report: named as RecordedRun['report'] }
  expect(await print(run, { columns: 140 })).toContain(`■ ${long} `)
  const narrow = await print(run)
  expect(narrow).toMatch(/^■ a-strategy[\w-]*… /m)
  for (const line of narrow.split('\n')) expect(textWidth(line), line).toBeLessThanOrEqual(80)
})

test('nothing recorded: one sentence and the command', async () => {
  const { report } = simulatedRun()
  const text = await print({
    report: { ...report, trials: [], cells: [], comparison: [] },
    samples: () => [],
    timeline: noTimeline,
  })
  expect(text).toContain('Nothing was recorded. To record it:\n  bench run single cluster queue')
})

test('an invalid figure is not stated', async () => {
  const text = await print(everyState())
  const row = text.split('\n').find((line) => line.startsWith('■ cluster'))
  expect(row).toMatch(/not stated\s+INVALID$/)
  expect(row).not.toMatch(/\d/)
})

test('colour is asked for, and control characters of others never come through', async () => {
  const run = withVerdict(simulatedRun(), 'queue', 'FAILED', 'said \u001b[2J\u0007 and ended')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is the point
  expect(await print(run)).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/)
  const colored = await print(run, { color: true })
  expect(colored).toContain('\u001b[1;31m')
  expect(colored).not.toContain('\u001b[2J')
})

test('nor does the name of a strategy', async () => {
  const run = withStrategyName(simulatedRun(), 'queue', 'a\u001b[2Jb')
  const { print } = (await terminal.render(run, { columns: 80, color: true })) as { print: string }
  expect(print).toContain('a [2Jb')
  expect(print).not.toContain('\u001b[2J')
})

function withStrategyName(run: RecordedRun, from: string, to: string): RecordedRun {
  const report = JSON.parse(JSON.stringify(run.report).replaceAll(JSON.stringify(from), JSON.stringify(to)))
  return { ...run, report: report as RecordedRun['report'] }
}

test('an interrupted run says so, and how far it came, though every cell has its figures', async () => {
  expect((await print(stopped())).replaceAll('\u00a0', ' ')).toMatch(
    /^INTERRUPTED +3 of 9 trials were played, 1 of 3 of each cell$/m,
  )
})

test('what was compared with half of the others is no advice', async () => {
  const text = await print(interrupted())
  expect(text).not.toMatch(/because|bottleneck|not when|go faster|ranking|▸/)
})
