import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { lookUp } from './process.ts'
import { processGone } from './processGone.ts'

const never = new Promise<never>(() => {})

test('the end of a process that is no child of ours is noticed', async () => {
  // A grandchild that its own parent waits for.
  const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; wait'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(createInterface(parent.stdout), 'line')) as [string]
  const pid = Number(line)
  let isGone = false
  const gone = processGone(pid, never).then(() => {
    isGone = true
  })
  expect(lookUp(pid)).toBeDefined()
  await new Promise((resolve) => setImmediate(resolve))
  expect(isGone).toBe(false)
  process.kill(pid, 'SIGKILL')
  await gone
  expect(lookUp(pid)).toBeUndefined()
})

test('it is not waited for any longer than it is asked to', async () => {
  await processGone(process.pid, Promise.resolve())
  await processGone(process.pid, Promise.reject(new Error('lost')))
})
