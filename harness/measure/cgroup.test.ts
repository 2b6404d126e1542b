import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cgroupOf, openCgroup } from './cgroup.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cgroup-test-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function write(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
}

describe('version 2, as the kernel documents its files', () => {
  const files = {
    'cpu.stat':
      'usage_usec 1234567\nuser_usec 1000000\nsystem_usec 234567\nnr_periods 10\nnr_throttled 2\nthrottled_usec 5000\n',
    'memory.current': '104857600\n',
    'memory.peak': '209715200\n',
    'memory.events': 'low 0\nhigh 0\nmax 12\noom 1\noom_kill 1\noom_group_kill 0\n',
    'cgroup.procs': '71\n84\n',
  }
  const open = () => openCgroup({ version: 2, cpu: folder, memory: folder })

  test('is read', () => {
    write(files)
    expect(open().read()).toEqual({
      cpuMs: 1_234.567,
      memoryBytes: 104_857_600,
      peakBytes: 209_715_200,
      outOfMemoryKills: 1,
    })
    expect(open().pids()).toEqual([71, 84])
  })

  test('before Linux 5.19 there is no peak', () => {
    const { 'memory.peak': _, ...older } = files
    write(older)
    expect(open().read()?.peakBytes).toBeNull()
  })

  test('one that is gone is told as such', () => {
    expect(open().read()).toBeUndefined()
    expect(open().pids()).toEqual([])
  })
})

test('version 1, with its controllers apart', () => {
  for (const name of ['cpuacct', 'memory']) mkdirSync(join(folder, name))
  write({
    'cpuacct/cpuacct.usage': '860796194\n',
    'memory/memory.usage_in_bytes': '60002304\n',
    'memory/memory.max_usage_in_bytes': '60026880\n',
    'memory/memory.oom_control': 'oom_kill_disable 0\nunder_oom 0\noom_kill 3\n',
    'memory/cgroup.procs': '7\n',
  })
  const place = (name: string) => join(folder, name)
  const cgroup = openCgroup({
    version: 1,
    cpu: place('cpuacct'),
    memory: place('memory'),
  })
  expect(cgroup.read()).toEqual({
    cpuMs: 860.796194,
    memoryBytes: 60_002_304,
    peakBytes: 60_026_880,
    outOfMemoryKills: 3,
  })
})

// The root of version 2 tells nothing of memory: a process that is in no group of its own cannot be read there.
const own = existsSync('/proc/self/cgroup') ? cgroupOf(process.pid)?.read() : undefined
if (!own) console.warn('skipped: this process is in no control group that can be read')
test.skipIf(!own)('the one that this process is in', () => {
  const cgroup = cgroupOf(process.pid)!
  const before = cgroup.read()!
  for (let i = 0, end = performance.now() + 30; performance.now() < end; i++) Math.sqrt(i)
  const after = cgroup.read()!
  expect(after.cpuMs).toBeGreaterThan(before.cpuMs + 1)
  expect(after.memoryBytes).toBeGreaterThan(0)
  expect(cgroup.pids()).toContain(process.pid)
})

test('a process that is none has none', () => {
  expect(cgroupOf(2 ** 22 + 1)).toBeUndefined()
})
