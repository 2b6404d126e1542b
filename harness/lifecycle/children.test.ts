import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Child, type ChildOptions, spawnChild } from './children.ts'
import { createLedger, type Ledger } from './ledger.ts'
import { readLedger } from './ledgerFile.ts'
import { isAlive, lookUp, processesOfGroup } from './process.ts'
import { testState } from './testState.ts'

const state = testState()
let ledger: Ledger
beforeAll(() => {
  ledger = createLedger('children')
})
afterAll(() => {
  ledger.close()
  const removed = !existsSync(ledger.path)
  state.remove()
  expect(removed).toBe(true)
})

function node(script: string, options: Partial<ChildOptions> = {}): Child {
  return spawnChild({ command: [process.execPath, '-e', script], role: 'test', ledger, ...options })
}

async function firstLine(stream: Readable | null): Promise<string> {
  const [line] = await once(createInterface(stream!), 'line')
  return line as string
}

const stays = 'setInterval(() => {}, 1000);'
const says = 'console.log(process.pid);'

test('its end, its output and its surroundings are known', async () => {
  const logFile = join(state.path, 'child.log')
  const script = `process.stderr.write('x'.repeat(5000) + process.env.BENCH_RUN + process.env.MORE); process.exitCode = 3`
  await using child = node(script, { env: { MORE: '!' }, logFile })
  expect(await child.ended).toEqual({ code: 3, signal: null })
  expect(child.tail()).toHaveLength(4096)
  expect(child.tail().endsWith('xchildren!')).toBe(true)
  expect(readFileSync(logFile, 'utf8')).toHaveLength(5000 + 'children!'.length)
  expect(readLedger(ledger.path).open).toEqual([])
})

test('stands in the ledger while it lives, and leads its own process group', async () => {
  const child = node(says + stays)
  expect(Number(await firstLine(child.stdout))).toBe(child.pid)
  expect(lookUp(child.pid)).toMatchObject({ group: child.pid })
  expect(readLedger(ledger.path).open[0]!.process).toMatchObject({ pid: child.pid, group: child.pid })
  await Promise.all([child.stop(), child.stop()])
  expect(await child.ended).toEqual({ code: null, signal: 'SIGTERM' })
  expect(readLedger(ledger.path).open).toEqual([])
})

test('stop reaches grandchildren, and who does not listen', async () => {
  const deaf = `process.on('SIGTERM', () => {});`
  const grandchild = `${deaf}${says}${stays}`
  const script = `${deaf}require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(grandchild)}], { stdio: ['ignore', 'inherit', 'inherit'] });${stays}`
  const child = node(script)
  const pid = Number(await firstLine(child.stdout))
  expect(processesOfGroup(child.pid).map((entry) => entry.pid)).toContain(pid)
  await child.stop({ graceMs: 50 })
  expect(processesOfGroup(child.pid)).toEqual([])
  expect((await child.ended).signal).toBe('SIGKILL')
})

test('an orphan keeps the claim open until stop', async () => {
  const script = `require('child_process').spawn('sleep', ['100'], { stdio: 'ignore' }); process.exit()`
  const child = node(script)
  await child.ended
  expect(readLedger(ledger.path).open).toHaveLength(1)
  await child.stop()
  expect(processesOfGroup(child.pid)).toEqual([])
  expect(readLedger(ledger.path).open).toEqual([])
})

test('a stopped process ends as well', async () => {
  const child = node(says + stays)
  await firstLine(child.stdout)
  process.kill(child.pid, 'SIGSTOP')
  await child.stop({ graceMs: 10_000 })
  expect((await child.ended).signal).toBe('SIGTERM')
})

test('speaks over a channel', async () => {
  await using child = node(`process.on('message', (message) => process.send({ back: message }))`, {
    ipc: true,
  })
  child.process.send({ hello: 1 })
  const [answer] = await once(child.process, 'message')
  expect(answer).toEqual({ back: { hello: 1 } })
})

test('what cannot be started leaves nothing', () => {
  expect(() => spawnChild({ command: ['/nowhere/program'], role: 'test', ledger })).toThrow(/cannot start/)
  expect(readLedger(ledger.path).open).toEqual([])
})

test('a later process of the same pid is another one', () => {
  const self = lookUp(process.pid)!
  expect(isAlive(self)).toBe(true)
  expect(isAlive({ ...self, startTime: `${self.startTime}0` })).toBe(false)
})
