import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loopDelayMs } from '../../reports/recorded/heartbeat.ts'
import { readTimeline } from '../../reports/recorded/timeline.ts'
import { HEARTBEAT_MS } from '../../strategies/app/probe/probe.ts'

// Lines that a run of the strategies queue and cluster has written, shortened to a few processes.

const RESOURCES = `{"atUs":-118683,"role":"web","pid":13018,"cpuMs":1080,"pssBytes":49815552}
{"atUs":-118683,"role":"worker","pid":13019,"cpuMs":1710,"pssBytes":112198656}
{"atUs":-118683,"role":"supervisor","pid":12982,"cpuMs":600,"pssBytes":33698816}
{"atUs":-118683,"role":"postgres","pid":12733,"cpuMs":170,"pssBytes":15654912}
{"atUs":-118683,"role":"postgres","pid":12745,"cpuMs":0,"pssBytes":632832}
{"atUs":1031348,"role":"web","pid":13018,"cpuMs":1270,"pssBytes":52032512}
{"atUs":1031348,"role":"worker","pid":13019,"cpuMs":1740,"pssBytes":112416768}
{"atUs":1031348,"role":"supervisor","pid":12982,"cpuMs":600,"pssBytes":33694720}
{"atUs":1031348,"role":"postgres","pid":12733,"cpuMs":170,"pssBytes":15654912}
{"atUs":1031348,"role":"postgres","pid":13111,"cpuMs":23,"pssBytes":632832}
`
const CONNECTIONS = `{"atUs":71543,"connections":10,"active":1}
{"atUs":328840,"connections":10,"active":8}
`
const W1 = `{"type":"counters","worker":"w1","at":25510362650,"loopUs":574772,"sessions":1,"sockets":1,"inUse":1,"waiting":0}
{"type":"event","worker":"w1","event":"created","session":"i7c2xF7_PtyS2Ixb","at":25511230432}
{"type":"counters","worker":"w1","at":25511376187,"loopUs":100883,"sessions":19,"sockets":0,"inUse":1,"waiting":17}
{"type":"counters","worker":"w1","at":25512377969,"loopUs":61716,"sessions":41,"sockets":35,"inUse":6,"waiting":29}
{"type":"counters","worker":"w1","at":25516784165,"loopUs":951690,"sessions":0,"sockets":0,"inUse":0,"waiting":0}
`
const W2 = `{"type":"counters","worker":"w2","at":25511276187,"loopUs":49843,"sessions":19,"sockets":0,"inUse":1,"waiting":17}
{"type":"counters","worker":"w2","at":255123{"type":"counters","worker":"w2","at":25512277969,"loopUs":1063416,"sessions":1,"sockets":1,"inUse":1,"waiting":0}
{"type":"counters","worker":"w2","at":25512977969,"loopUs":1050000,"sessions":1,"sockets":1,"inUse":1,"waiting":0}
`
const ZERO_US = 25_511_141_350

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-timeline-'))
  mkdirSync(join(folder, 'target'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
}

test('CPU by role between looks, and memory of the strategy alone', () => {
  write({ 'resources.ndjson': RESOURCES })
  const { cpu, memory } = readTimeline(folder, null)
  expect(cpu).toHaveLength(1)
  expect(cpu[0]!.atMs).toBe(1_031.348)
  // In 1,150.031 ms: 190 ms of the web process, 30 of its worker, 23 of a Postgres process that came later.
  expect(cpu[0]!.percent.web).toBeCloseTo(16.52, 2)
  expect(cpu[0]!.percent.worker).toBeCloseTo(2.61, 2)
  expect(cpu[0]!.percent.supervisor).toBe(0)
  expect(cpu[0]!.percent.postgres).toBeCloseTo(2, 2)
  expect(memory).toEqual([
    { atMs: 0, bytes: 49_815_552 + 112_198_656 },
    { atMs: 1_031.348, bytes: 52_032_512 + 112_416_768 },
  ])
})

test('memory that a process does not tell is left out, and a look soon after another gives no share', () => {
  write({
    'resources.ndjson': `${RESOURCES}{"atUs":1100000,"role":"web","pid":13018,"cpuMs":1280,"pssBytes":null}\n`,
  })
  const { cpu, memory } = readTimeline(folder, null)
  expect(cpu).toHaveLength(1)
  expect(memory).toHaveLength(2)
})

test('connections as Postgres saw them', () => {
  write({ 'connections.ndjson': CONNECTIONS })
  expect(readTimeline(folder, null).connections).toEqual([
    { atMs: 71.543, held: 10, active: 1 },
    { atMs: 328.84, held: 10, active: 8 },
  ])
})

test('the longest delay of all loops in each second of the measurement, on the clock of the schedule', () => {
  write({ 'clock.json': `{"zeroUs":${ZERO_US}}\n`, 'target/w1.ndjson': W1, 'target/w2.ndjson': W2 })
  // The line that was cut off takes the one after it along; the last of w1 comes after the end.
  expect(readTimeline(folder, 5_419.644).loopDelay).toEqual([
    { atMs: 234.837, ms: 50.883 },
    { atMs: 1_836.619, ms: 1_000 },
  ])
  expect(readTimeline(folder, null).loopDelay).toHaveLength(3)
})

test('the heartbeat that is taken off is that of the probe', () => {
  expect(loopDelayMs(HEARTBEAT_MS * 1_000)).toBe(0)
  expect(loopDelayMs(HEARTBEAT_MS * 1_000 + 1_500)).toBe(1.5)
})

test('where nothing was recorded there is nothing; without the zero no delay', () => {
  expect(readTimeline(folder, null)).toEqual({ cpu: [], memory: [], connections: [], loopDelay: [] })
  write({ 'target/w1.ndjson': W1 })
  expect(readTimeline(folder, null).loopDelay).toEqual([])
  rmSync(join(folder, 'target'), { recursive: true })
  write({ 'clock.json': `{"zeroUs":${ZERO_US}}\n` })
  expect(readTimeline(folder, null).loopDelay).toEqual([])
})

test('a kill cuts off the last line, which is left out; any other that is damaged is named', () => {
  write({ 'resources.ndjson': RESOURCES.slice(0, -20), 'connections.ndjson': CONNECTIONS.slice(0, -5) })
  const timeline = readTimeline(folder, null)
  expect(timeline.cpu[0]!.percent.postgres).toBe(0)
  expect(timeline.connections).toHaveLength(1)
  write({ 'connections.ndjson': `{"atUs":7\n${CONNECTIONS}` })
  expect(() => readTimeline(folder, null)).toThrow(/connections\.ndjson:1 cannot be read/)
  write({ 'connections.ndjson': '{"atUs":71543,"connections":-1,"active":1}\n' })
  expect(() => readTimeline(folder, null)).toThrow(/connections\.ndjson:1 cannot be read/)
})
