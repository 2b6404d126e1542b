import { afterEach, describe, expect, test, vi } from 'vitest'
import { processesOfGroup } from '../lifecycle/process.ts'
import { testLedger } from '../lifecycle/testLedger.ts'
import { PROVIDER_VARIABLE } from '../services/environment.ts'
import { findNginx } from '../services/nginx/binary.ts'
import { answering } from '../services/nginx/testConfiguration.ts'
import { createProxies } from './proxy.ts'
import type { LostProcess } from './serverProcess.ts'

const here = findNginx().program !== undefined
if (!here) console.warn('skipped: no nginx on this machine (bench setup nginx installs it)')

const ledger = testLedger('proxies')
afterEach(() => {
  vi.unstubAllEnvs()
})

function shelf() {
  const lost: LostProcess[] = []
  const signal = new AbortController().signal
  return { lost, proxies: createProxies({ ledger: ledger(), signal, lost: (one) => lost.push(one) }) }
}

describe.skipIf(!here)('the proxies of a target', () => {
  test('one that is stopped is not lost', async () => {
    const { lost, proxies } = shelf()
    await using _proxies = proxies
    const proxy = await proxies.start(answering('a'), 0)
    expect(await (await fetch(proxy.url)).text()).toBe('a')
    await proxy.apply(answering('b'))
    expect(await (await fetch(proxy.url)).text()).toBe('b')
    await proxy.stop()
    expect(lost).toEqual([])
  })

  test('one that dies is lost, and that is told before a stop of it resolves', async () => {
    const { lost, proxies } = shelf()
    await using _proxies = proxies
    const proxy = await proxies.start(answering('a'), 0)
    process.kill(proxy.pid!, 'SIGKILL')
    await proxy.gone
    await proxy.stop()
    expect(lost).toEqual([{ role: 'proxy', pid: proxy.pid, how: 'was ended by SIGKILL' }])
  })

  test('one that nobody has stopped goes with the target, and is not lost', async () => {
    const { lost, proxies } = shelf()
    const { pid } = await proxies.start(answering('a'), 0)
    await proxies[Symbol.asyncDispose]()
    expect(processesOfGroup(pid!)).toEqual([])
    expect(lost).toEqual([])
  })
})

test('the provider is the one that the harness names', async () => {
  vi.stubEnv(PROVIDER_VARIABLE, 'nginx=docker')
  vi.stubEnv('DOCKER_HOST', 'unix:///nowhere')
  const { proxies } = shelf()
  await expect(proxies.start(answering('a'), 0)).rejects.toMatchObject({ code: 'NO_PROVIDER', exitCode: 3 })
})
