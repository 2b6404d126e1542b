import { afterEach, expect, test, vi } from 'vitest'
import { testEngine } from '../containers/testEngine.ts'
import { readLedger } from '../lifecycle/ledgerFile.ts'
import { testLedger } from '../lifecycle/testLedger.ts'
import type { SpareNginx } from '../services/contract.ts'
import { PROVIDER_VARIABLE } from '../services/environment.ts'
import { answering } from '../services/nginx/testConfiguration.ts'
import { createProxies } from './proxy.ts'
import type { LostProcess } from './serverProcess.ts'
import { SpareProxies } from './spareProxies.ts'

const engine = await testEngine('nginx')
const ledger = testLedger('spares')
afterEach(() => {
  vi.unstubAllEnvs()
})

/** Stands in for a spare: whether it has been removed is all that there is to see. */
function standIn() {
  let removed = 0
  const spare: SpareNginx = {
    start: () => Promise.reject(new Error('a stand-in does not start')),
    async [Symbol.asyncDispose]() {
      removed++
    },
  }
  return { spare, removed: () => removed, make: vi.fn(async () => spare) }
}

test('a spare is for the same port and the same folders, and for one start', async () => {
  const spares = new SpareProxies()
  const [one, other] = [standIn(), standIn()]
  spares.layUp(1, ['/a'], one.make)
  spares.layUp(2, ['/a'], other.make)
  await vi.waitFor(() => expect(other.make).toHaveBeenCalled(), 10_000)
  expect(await spares.take(3, ['/a'])).toBeUndefined()
  expect(await spares.take(1, ['/a'])).toBe(one.spare)
  expect(await spares.take(1, ['/a'])).toBeUndefined()
  expect(await spares.take(2, ['/a', '/b'])).toBeUndefined()
  expect(other.removed()).toBe(1)
  await spares[Symbol.asyncDispose]()
  expect(one.removed()).toBe(0)
})

test('one that is not made yet is not waited for', async () => {
  await using spares = new SpareProxies()
  const soon = standIn()
  spares.layUp(1, [], soon.make)
  expect(await spares.take(1, [])).toBeUndefined()
  expect(soon.make).not.toHaveBeenCalled()
})

test('without one that could not be made the start goes its usual way, and the reason is told', async () => {
  await using spares = new SpareProxies()
  using told = vi.spyOn(console, 'error').mockImplementation(() => {})
  spares.layUp(1, [], () => Promise.reject(new Error('no room')))
  await vi.waitFor(() => expect(told).toHaveBeenCalledWith('there is no spare proxy:', 'no room'), 10_000)
  expect(await spares.take(1, [])).toBeUndefined()
})

test.skipIf(!engine)('where starts take long there is a spare, which goes with the target', async () => {
  vi.stubEnv(PROVIDER_VARIABLE, 'nginx=docker')
  const lost: LostProcess[] = []
  const signal = new AbortController().signal
  const proxies = createProxies({ ledger: ledger(), signal, lost: (one) => lost.push(one) })
  const containers = () => readLedger(ledger().path).open.filter(({ entry }) => entry.kind === 'container')
  const first = await proxies.start(answering('a'), 0)
  await vi.waitFor(() => expect(containers()).toHaveLength(2), 10_000)
  const laidUp = containers()[1]
  process.kill(first.pid!, 'SIGKILL')
  await first.gone
  const second = await proxies.start(answering('b'), first.port)
  expect(await (await fetch(first.url)).text()).toBe('b')
  await first.stop()
  expect(lost).toEqual([{ role: 'proxy', pid: first.pid, how: 'was ended by SIGKILL' }])
  expect(containers()[0]).toEqual(laidUp)
  await second.stop()
  expect(containers()).toEqual([])
  await proxies[Symbol.asyncDispose]()
})
