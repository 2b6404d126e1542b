import { expect, test } from 'vitest'
import type { RecordedRun } from '../../reports/contract.ts'
import { terminal } from '../../reports/terminal/index.ts'
import { asClosed, noTimeline, simulatedRun, withFaults, withVerdict } from './simulated.ts'

const five = ['single', 'thread-per-user', 'cluster', 'proxy-pool', 'queue']

async function print(run: RecordedRun, color = false): Promise<string> {
  const rendered = await terminal.render(run, { columns: 80, color, written: ['results/run/report.html'] })
  if (!('print' in rendered)) throw new Error('the terminal report is printed')
  return rendered.print
}

function everyState(): RecordedRun {
  let run = simulatedRun({ names: five, modes: ['blocking'] })
  run = withVerdict(run, 'cluster', 'INVALID', 'driver on time, latest: 61 ms, limit 50 ms')
  run = withVerdict(run, 'proxy-pool', 'FAILED', 'none faster than physics: 3, limit 0')
  return withVerdict(run, 'queue', 'SKIPPED', 'nginx was not found: `bench setup nginx` installs it')
}

// Golden files are written anew with `vitest run test/reports --update`.
test.each([
  ['five', () => simulatedRun({ names: five, modes: ['async', 'blocking'] })],
  ['percentiles', () => simulatedRun({ users: [24, 64], trials: 3 })],
  ['states', everyState],
  ['one', () => simulatedRun({ names: ['single'] })],
  ['faults', () => withFaults(simulatedRun({ names: five }))],
  ['closed', () => asClosed(simulatedRun())],
])('%s', async (name, run) => {
  const text = await print(run())
  for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80)
  await expect(text).toMatchFileSnapshot(`../golden/terminal-${name}.txt`)
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
  const colored = await print(run, true)
  expect(colored).toContain('\u001b[1;31m')
  expect(colored).not.toContain('\u001b[2J')
})
