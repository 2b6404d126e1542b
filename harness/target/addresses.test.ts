import { once } from 'node:events'
import { existsSync, statSync } from 'node:fs'
import { createServer, type ListenOptions, type Server } from 'node:net'
import { dirname } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { spawnChild } from '../lifecycle/children.ts'
import { createLedger, type Ledger } from '../lifecycle/ledger.ts'
import { readLedger } from '../lifecycle/ledgerFile.ts'
import { findFreePort, isFreePort, LOOPBACK } from '../lifecycle/ports.ts'
import { testState } from '../lifecycle/testState.ts'
import { serverUser } from '../services/serverUser.ts'
import { createAddresses } from './addresses.ts'

const state = testState()
let ledger: Ledger
beforeAll(() => {
  ledger = createLedger('addresses')
})
afterAll(() => {
  const left = readLedger(ledger.path).open
  ledger.close()
  state.remove()
  expect(left).toEqual([])
})

const both = async () => ['path', 'port'] as const

async function listen(place: ListenOptions): Promise<Server> {
  const server = createServer().listen(place)
  await once(server, 'listening')
  return server
}

test('sockets lie in one folder of their own, for us and the user of the proxy alone', async () => {
  const addresses = createAddresses(null, ledger, both)
  const places = await Promise.all(['a1', 'w'.repeat(32)].map((worker) => addresses.next(worker)))
  const paths = places.map((place) => ('path' in place ? place.path : ''))
  const folder = dirname(paths[0]!)
  expect(paths).toEqual([`${folder}/a1.sock`, `${folder}/${'w'.repeat(32)}.sock`])
  expect(Math.max(...paths.map((path) => path.length))).toBeLessThan(100)
  expect(addresses.folders()).toEqual([folder])
  const { mode, uid } = statSync(folder)
  expect(mode & 0o777).toBe(0o700)
  expect(uid).toBe(serverUser()?.uid ?? process.getuid?.())
  expect(readLedger(ledger.path).open.map(({ entry }) => entry)).toEqual([{ kind: 'folder', path: folder }])
  const server = await listen({ path: paths[0]! })
  server.close()
  await addresses[Symbol.asyncDispose]()
  expect(existsSync(folder)).toBe(false)
})

test('a worker that comes again gets another socket; one that a killed process has left goes', async () => {
  await using addresses = createAddresses(null, ledger, both)
  const first = (await addresses.next('a1')) as { path: string }
  const script = `require('net').createServer().listen(${JSON.stringify(first.path)}, () => console.log('here'))`
  const child = spawnChild({ command: [process.execPath, '-e', script], role: 'listener', ledger })
  await once(child.stdout!, 'data')
  const second = (await addresses.next('a1')) as { path: string }
  expect(second.path).not.toBe(first.path)
  expect(existsSync(first.path)).toBe(true)
  await child.stop({ graceMs: 0 })
  expect(existsSync(first.path)).toBe(true)
  const third = (await addresses.next('a1')) as { path: string }
  expect(existsSync(first.path)).toBe(false)
  expect(new Set([first.path, second.path, third.path]).size).toBe(3)
})

test('ports of a range are given out once, and none that somebody has', async () => {
  const taken = await listen({ port: 0, host: LOOPBACK })
  const { port } = taken.address() as { port: number }
  await using addresses = createAddresses({ from: port, to: port + 2 }, ledger, both)
  const free = [port + 1, port + 2]
  const really = await Promise.all(free.map(isFreePort))
  const expected = free.filter((_, i) => really[i])
  const given = await Promise.all(expected.map((_, i) => addresses.next(`a${i}`)))
  expect(new Set(given)).toEqual(new Set(expected.map((one) => ({ port: one }))))
  await expect(addresses.next('a9')).rejects.toMatchObject({
    code: 'START_FAILED',
    message: `every port of ${port}-${port + 2} is in use or was given out`,
    hint: /--ports/,
  })
  taken.close()
  // Free by now, but never given out by this target again.
  await once(taken, 'close')
  await expect(addresses.next('a9')).rejects.toMatchObject({ code: 'START_FAILED' })
})

test('a free port can be bound', async () => {
  const port = await findFreePort()
  const server = await listen({ port, host: LOOPBACK })
  expect(await isFreePort(port)).toBe(false)
  server.close()
})

test('where the proxy reaches no socket, free ports, each once; where it reaches no port, none of a range', async () => {
  await using addresses = createAddresses(null, ledger, async () => ['port'])
  const given = await Promise.all(Array.from({ length: 20 }, (_, i) => addresses.next(`a${i}`)))
  expect(addresses.folders()).toEqual([])
  expect(new Set(given.map((one) => 'port' in one && one.port)).size).toBe(20)
  await using none = createAddresses({ from: 5_100, to: 5_110 }, ledger, async () => ['path'])
  await expect(none.next('a1')).rejects.toMatchObject({ code: 'START_FAILED', hint: /without --ports/ })
})
