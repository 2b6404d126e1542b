import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { innermostPid, translatePids } from './pids.ts'

const ofThisKernel = innermostPid(process.pid) !== undefined
if (!ofThisKernel) console.warn('skipped: there is no /proc that tells the numbers of a process')

test.skipIf(!ofThisKernel)('a process that has ended is known by the number that it had', async () => {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], {
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  await once(child, 'spawn')
  let living = [child.pid!]
  const pids = translatePids({ pids: () => living })
  const inside = innermostPid(child.pid!)!
  const told = [{ role: 'server', pid: inside }]
  expect(pids.lastKnown(inside)).toBeUndefined()
  expect(pids.ours(told)).toEqual([{ role: 'server', pid: child.pid }])
  child.kill()
  await once(child, 'exit')
  living = []
  expect(pids.ours(told)[0]?.pid).toBeGreaterThan(2 ** 22)
  expect(pids.lastKnown(inside)).toBe(child.pid)
})
