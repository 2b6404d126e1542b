import { afterEach, expect, test, vi } from 'vitest'
import { clientOf } from '../containers/library.ts'
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
const never = new AbortController().signal
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
  const spares = new SpareProxies(never)
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

test('one that nobody wants any more is removed, and not the one that came after it', async () => {
  await using spares = new SpareProxies(never)
  const [first, second] = [standIn(), standIn()]
  const laid = spares.layUp(1, [], first.make)
  await vi.waitFor(() => expect(first.make).toHaveBeenCalled(), 10_000)
  expect(await spares.take(1, [])).toBe(first.spare)
  const next = spares.layUp(1, [], second.make)
  await vi.waitFor(() => expect(second.make).toHaveBeenCalled(), 10_000)
  await laid[Symbol.asyncDispose]()
  expect([first.removed(), second.removed()]).toEqual([0, 0])
  await next[Symbol.asyncDispose]()
  expect(second.removed()).toBe(1)
  expect(await spares.take(1, [])).toBeUndefined()
})

test('one that is not made yet is not waited for', async () => {
  await using spares = new SpareProxies(never)
  const soon = standIn()
  spares.layUp(1, [], soon.make)
  expect(await spares.take(1, [])).toBeUndefined()
  expect(soon.make).not.toHaveBeenCalled()
})

test('without one that could not be made the start goes its usual way, and the reason is told', async () => {
  await using spares = new SpareProxies(never)
  using told = vi.spyOn(console, 'error').mockImplementation(() => {})
  spares.layUp(1, [], () => Promise.reject(new Error('no room')))
  await vi.waitFor(() => expect(told).toHaveBeenCalledWith('there is no spare proxy:', 'no room'), 10_000)
  expect(await spares.take(1, [])).toBeUndefined()
})

test('of one that was given up with the target nothing is told', async () => {
  using told = vi.spyOn(console, 'error').mockImplementation(() => {})
  const end = new AbortController()
  await using spares = new SpareProxies(end.signal)
  const making = Promise.withResolvers<undefined>()
  const make = vi.fn(() => making.promise)
  spares.layUp(1, [], make)
  await vi.waitFor(() => expect(make).toHaveBeenCalled(), 10_000)
  end.abort()
  making.reject(end.signal.reason)
  expect(await spares.take(1, [])).toBeUndefined()
  expect(told).not.toHaveBeenCalled()
})

function inContainers() {
  vi.stubEnv(PROVIDER_VARIABLE, 'nginx=docker')
  const lost: LostProcess[] = []
  return { lost, proxies: createProxies({ ledger: ledger(), signal: never, lost: (one) => lost.push(one) }) }
}

function containers(): string[] {
  const { open } = readLedger(ledger().path)
  return open.flatMap(({ entry }) => (entry.kind === 'container' ? [entry.name] : []))
}

test.skipIf(!engine)('where starts take long there is a spare, which goes with the target', async () => {
  const { lost, proxies } = inContainers()
  const first = await proxies.start(answering('a'), 0)
  await vi.waitFor(() => expect(containers()).toHaveLength(2), 10_000)
  const laidUp = containers()[1]!
  process.kill(first.pid!, 'SIGKILL')
  await first.gone
  const second = await proxies.start(answering('b'), first.port)
  expect(await (await fetch(first.url)).text()).toBe('b')
  await vi.waitFor(() => expect(containers()).toEqual([laidUp, expect.anything()]), 10_000)
  await first.stop()
  expect(lost).toEqual([{ role: 'proxy', pid: first.pid, how: 'was ended by SIGKILL' }])
  expect(containers()).toEqual([laidUp, expect.anything()])
  await second.stop()
  expect(containers()).toEqual([])
  await proxies[Symbol.asyncDispose]()
})

test.skipIf(!engine).each(['SIGKILL', 'SIGSTOP'])(
  'a spare that got %s does not keep another proxy from its place',
  async (signal) => {
    using told = vi.spyOn(console, 'error').mockImplementation(() => {})
    const { proxies } = inContainers()
    const first = await proxies.start(answering('a'), 0)
    await vi.waitFor(() => expect(containers()).toHaveLength(2), 10_000)
    const laidUp = containers()[1]!
    const spare = (await clientOf(engine!)).getContainer(laidUp)
    await vi.waitFor(async () => expect(String((await spare.top()).Processes)).toContain('worker process'), {
      timeout: 10_000,
      interval: 200,
    })
    await spare.kill({ signal })
    if (signal === 'SIGKILL') await spare.wait()
    process.kill(first.pid!, 'SIGKILL')
    await first.gone
    const before = performance.now()
    const second = await proxies.start(answering('b'), first.port)
    // A start itself may wait for fifteen seconds for an nginx that does not answer.
    expect(performance.now() - before).toBeLessThan(10_000)
    expect(await (await fetch(second.url)).text()).toBe('b')
    expect(told).toHaveBeenCalledWith('the spare proxy did not take the place:', expect.anything())
    expect(containers()).not.toContain(laidUp)
    await proxies[Symbol.asyncDispose]()
    expect(containers()).toEqual([])
  },
  30_000,
)
