import { describe, expect, it } from 'vitest'
import { ask, nginxIsHere, realProxies, seen, standIn } from '../../../test/nginx.ts'
import type { ProxyPlace } from '../../contract.ts'
import { nginxConfiguration, type Upstream } from './configuration.ts'
import { STATUS_PATH } from './status.ts'

const place: ProxyPlace = { port: 8080, folder: '/run/bench proxy' }
const worker = (name: string, slots: number, draining = false): Upstream => ({
  name,
  address: { path: `/run/bench/${name}.sock` },
  slots,
  draining,
})

describe('nginx configuration', () => {
  it.each<[string, Upstream[]]>([
    ['four-workers', [worker('w1', 3), worker('w2', 3), worker('w3', 2), worker('w4', 2)]],
    ['one-draining', [worker('w2', 3, true), worker('w4', 2)]],
    ['none-live', [worker('w1', 1, true)]],
    ['ports', [{ name: 'w1', address: { port: 5100 }, slots: 1, draining: false }]],
    ['nobody', []],
  ])('%s', async (name, workers) => {
    await expect(nginxConfiguration(place, workers)).toMatchFileSnapshot(`golden/${name}.conf`)
  })
})

it('nginx configuration in a network of its own', async () => {
  const own: ProxyPlace = { ...place, listen: '0.0.0.0', upstreamHost: 'host.docker.internal' }
  const workers: Upstream[] = [
    { name: 'w1', address: { port: 5100 }, slots: 1, draining: false },
    { name: 'w2', address: { host: 'worker-2', port: 8000 }, slots: 1, draining: false },
  ]
  await expect(nginxConfiguration(own, workers)).toMatchFileSnapshot('golden/own-network.conf')
})

it('nginx configuration of one that is asked for its status', async () => {
  const asked: ProxyPlace = { ...place, status: 'status-0123' }
  await expect(nginxConfiguration(asked, [worker('w1', 1)])).toMatchFileSnapshot('golden/status.conf')
})

describe.skipIf(!nginxIsHere)('a real nginx with it', () => {
  it('tells its status under the name that it was given, and to no user', async () => {
    await using proxies = realProxies()
    await using only = await standIn('w1')
    let status = ''
    const proxy = await proxies.start((at) => {
      status = at.status!
      return nginxConfiguration(at, [only.upstream])
    }, 0)
    const asked = { headers: { host: status } }
    expect((await ask(proxy.url, STATUS_PATH, asked)).body).toMatch(/^Active connections: \d+/)
    expect((await ask(proxy.url, '/', asked)).status).toBe(404)
    for (const headers of [{}, { host: 'status' }])
      expect(await seen(proxy.url, STATUS_PATH, { headers })).toMatchObject({ worker: 'w1' })
  })

  it('accepts as many workers as there can be', async () => {
    await using proxies = realProxies()
    const many = Array.from({ length: 256 }, (_, i) => worker(`w${i + 1}`, 1))
    await expect(proxies.start((at) => nginxConfiguration(at, many), 0)).resolves.toBeDefined()
  })

  it('sends new sessions where a slot is free, and in turn where none is', async () => {
    await using proxies = realProxies()
    await using first = await standIn('w1', 2)
    await using second = await standIn('w2', 1)
    const proxy = await proxies.start((at) => nginxConfiguration(at, [first.upstream, second.upstream]), 0)
    const holders = async (count: number) => {
      const all: string[] = []
      for (let i = 0; i < count; i++) all.push((await seen(proxy.url, '/?sensor=1')).worker)
      return all.toSorted()
    }
    first.state.full = true
    expect(await holders(3)).toEqual(['w2', 'w2', 'w2'])
    expect(await seen(proxy.url, '/sessions', { method: 'POST' })).toMatchObject({ worker: 'w2' })
    second.state.full = true
    expect(await holders(6)).toEqual(['w1', 'w1', 'w1', 'w1', 'w2', 'w2'])
  })

  it('sends what names a worker there, also while it is drained, and says where that is gone', async () => {
    await using proxies = realProxies()
    await using first = await standIn('w1')
    await using second = await standIn('w2')
    const draining = { ...first.upstream, draining: true }
    const proxy = await proxies.start((at) => nginxConfiguration(at, [draining, second.upstream]), 0)
    const forged = { headers: { 'X-Bench-Worker-Gone': '1', 'X-Bench-If-Free': '1', Host: 'localhost:1' } }

    const held = await seen(proxy.url, '/session?w=w1', forged)
    expect(held).toMatchObject({ worker: 'w1', path: '/session?w=w1', headers: { host: 'localhost:1' } })
    expect(held.headers).not.toHaveProperty('x-bench-worker-gone')
    expect(held.headers).not.toHaveProperty('x-bench-if-free')
    for (let i = 0; i < 4; i++) expect((await seen(proxy.url, '/')).worker).toBe('w2')

    const unknown = await seen(proxy.url, '/sessions/x/chart?w=w9')
    expect(unknown).toMatchObject({ worker: 'w2', headers: { 'x-bench-worker-gone': '1' } })
    await first[Symbol.asyncDispose]()
    const dead = await seen(proxy.url, '/session?w=w1')
    expect(dead).toMatchObject({ worker: 'w2', headers: { 'x-bench-worker-gone': '1' } })
  })

  it('answers in the shape of the wire where nobody else can, and keeps no connection', async () => {
    await using proxies = realProxies()
    const proxy = await proxies.start((at) => nginxConfiguration(at, []), 0)
    for (const path of ['/', '/session?w=w1', '/embed.js']) {
      const { status, connection, body } = await ask(proxy.url, path)
      expect({ path, status, connection }).toEqual({ path, status: 503, connection: 'close' })
      expect(JSON.parse(body)).toMatchObject({ error: { code: 'WORKER_GONE', retryable: true } })
    }
    const outside = await ask(proxy.url, '/assets/..%2f..%2fx')
    expect(outside.status).toBe(400)
    expect(JSON.parse(outside.body)).toMatchObject({ error: { code: 'MALFORMED' } })
  })
})
