import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import type { CgroupReading } from '../../measure/cgroup.ts'
import { watchMemory } from './wantOfMemory.ts'

function cgroupWith(kills: () => number) {
  const rest = { cpuMs: 0, memoryBytes: 0, peakBytes: 0 }
  return { read: (): CgroupReading => ({ ...rest, outOfMemoryKills: kills() }), pids: () => [] }
}

test('a child that the kernel killed shows in the counter alone; the first sight counts', () => {
  let kills = 0
  const memory = watchMemory(
    cgroupWith(() => kills),
    new PassThrough(),
  )
  expect(memory.look()).toBeUndefined()
  kills = 1
  const first = memory.look()
  expect(first).toMatchObject({ by: 'kernel', kills: 1 })
  kills = 2
  expect(memory.look()).toEqual({ ...first, kills: 2 })
})

test('the main process is told by the engine, when the control group is gone', () => {
  const memory = watchMemory({ read: () => undefined, pids: () => [] }, new PassThrough())
  memory.mainProcessKilled()
  expect(memory.look()).toMatchObject({ by: 'kernel', kills: 1 })
})

test.each([
  'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n',
  'FATAL ERROR: Ineffective mark-compacts near heap limit Allocation failed - JavaScript heap out of memory',
  'Error [ERR_WORKER_OUT_OF_MEMORY]: Worker terminated due to reaching memory limit',
])('a heap that is full is told by Node: %s', async (line) => {
  const stderr = new PassThrough()
  const memory = watchMemory(undefined, stderr)
  for (const letter of line) stderr.write(letter)
  await new Promise(setImmediate)
  expect(memory.look()).toMatchObject({ by: 'heap', kills: 0 })
})

test('other fatal errors and a kill by hand are none', async () => {
  const stderr = new PassThrough()
  const memory = watchMemory(
    cgroupWith(() => 0),
    stderr,
  )
  stderr.write('FATAL ERROR: v8::ToLocalChecked Empty MaybeLocal\nKilled\n')
  await new Promise(setImmediate)
  expect(memory.look()).toBeUndefined()
})
