import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { getPriority } from 'node:os'
import { expect, test } from 'vitest'
import { runFirst } from './priority.ts'

const isLinux = process.platform === 'linux'

test('a process runs before others where we may, and goes on as it was where we may not', async () => {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { detached: true })
  await once(child, 'spawn')
  const before = getPriority(child.pid!)
  const allowed = runFirst(child.pid!)
  expect(getPriority(child.pid!)).toBe(allowed ? -15 : before)
  const group = `/proc/${child.pid}/autogroup`
  if (allowed && isLinux) expect(readFileSync(group, 'utf8')).toContain('nice -15')
  child.stdin.end()
  await once(child, 'exit')
})

test('a process that is gone is no error', () => {
  expect(runFirst(2 ** 22 + 1)).toBe(false)
})
