import { describe, expect, it } from 'vitest'
import { nginxIsHere, realProxies, seen, standIn } from '../../../test/nginx.ts'
import type { RunningProxy } from '../../contract.ts'
import { nginxConfiguration, type Upstream } from './configuration.ts'
import { KeptProxy } from './keptProxy.ts'

/** A proxy whose workers can be changed, and a count of the changes that nginx was asked for. */
async function kept(first: Upstream) {
  const proxies = realProxies()
  const end = new AbortController()
  const workers = [first]
  const told: (number | undefined)[] = []
  let applied = 0
  let there = Promise.withResolvers<void>()
  const counting = async (...parameters: Parameters<typeof proxies.start>): Promise<RunningProxy> => {
    const running = await proxies.start(...parameters)
    return {
      ...running,
      apply(configure) {
        applied++
        return running.apply(configure)
      },
    }
  }
  const proxy: KeptProxy = await KeptProxy.start({
    proxies: { start: counting },
    port: 0,
    configure: (place) => nginxConfiguration(place, workers),
    changed() {
      told.push(proxy.pid)
      if (proxy.pid !== undefined) there.resolve()
    },
    signal: end.signal,
  })
  return {
    proxy,
    workers,
    told,
    applied: () => applied,
    async again() {
      await there.promise
      there = Promise.withResolvers()
    },
    async [Symbol.asyncDispose]() {
      end.abort()
      await proxy.stop()
      await proxies[Symbol.asyncDispose]()
    },
  }
}

describe.skipIf(!nginxIsHere)('a kept proxy', () => {
  it('brings a change into effect, and those that come meanwhile together', async () => {
    await using w1 = await standIn('w1')
    await using w2 = await standIn('w2')
    await using one = await kept(w1.upstream)
    one.workers.push(w2.upstream)
    await Promise.all([one.proxy.update(), one.proxy.update(), one.proxy.update()])
    expect(await seen(one.proxy.url, '/session?w=w2')).toMatchObject({ worker: 'w2' })
    expect(one.applied()).toBe(1)
    const first = one.proxy.update()
    await Promise.resolve()
    const later = [one.proxy.update(), one.proxy.update()]
    await Promise.all([first, ...later])
    expect(one.applied()).toBe(3)
  })

  it.each(['SIGKILL', 'SIGTERM'] as const)(
    'is there again on its port after %s, with all changes',
    async (signal) => {
      await using w1 = await standIn('w1')
      await using w2 = await standIn('w2')
      await using one = await kept(w1.upstream)
      const before = one.proxy.pid!
      process.kill(before, signal)
      one.workers.push(w2.upstream)
      await one.proxy.update()
      await one.again()
      expect(one.told).toEqual([undefined, one.proxy.pid])
      expect(one.proxy.pid).not.toBe(before)
      expect(await seen(one.proxy.url, '/session?w=w2')).toMatchObject({ worker: 'w2' })
    },
  )

  it('refuses what nginx refuses, and serves on', async () => {
    await using w1 = await standIn('w1')
    await using one = await kept(w1.upstream)
    one.workers.push({ ...w1.upstream, name: 'not a name;' })
    await expect(one.proxy.update()).rejects.toMatchObject({ code: 'NGINX_CONFIGURATION' })
    one.workers.pop()
    await one.proxy.update()
    expect(await seen(one.proxy.url, '/')).toMatchObject({ worker: 'w1' })
  })
})
