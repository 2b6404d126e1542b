import { once } from 'node:events'
import { chmodSync, existsSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo, ListenOptions } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import type { ConfigureProxy } from '../../../strategies/contract.ts'
import { containerNetworks, type Engine } from '../../containers/engine.ts'
import { clientOf } from '../../containers/library.ts'
import { containersOfRun } from '../../containers/testContainers.ts'
import { testEngine } from '../../containers/testEngine.ts'
import { clean } from '../../lifecycle/clean.ts'
import { readLedger } from '../../lifecycle/ledgerFile.ts'
import { findFreePort, LOOPBACK } from '../../lifecycle/ports.ts'
import { lookUp } from '../../lifecycle/process.ts'
import { testLedger } from '../../lifecycle/testLedger.ts'
import { serverUser } from '../serverUser.ts'
import { createSocketFolder } from '../socketFolder.ts'
import { dockerNginx, reachedFrom, spareOn, startOn } from './docker.ts'
import { workersByTop } from './dockerMaster.ts'
import { imageVersion } from './imageVersion.ts'
import { answering } from './testConfiguration.ts'
import { killedRun } from './testRun.ts'

const ledger = testLedger('nginx-docker')
const engine = await testEngine('nginx')
const shared: Engine | undefined = engine && { ...engine, network: 'host' }

/** Passes everything on to `upstream`. */
function passing(upstream: (host: string) => string): ConfigureProxy {
  return (place) =>
    answering('')(place).replace(
      "return 200 ''",
      `proxy_pass http://${upstream(place.upstreamHost ?? LOOPBACK)}`,
    )
}

async function behind(place: ListenOptions) {
  const server = createServer((_, response) => response.end('from behind')).listen(place)
  await once(server, 'listening')
  return server
}

function context() {
  return { ledger: ledger(), signal: new AbortController().signal, progress: () => {} }
}

/** On a connection of its own, which no reload closes. */
async function ask(url: string): Promise<string> {
  return (await fetch(url, { headers: { connection: 'close' } })).text()
}

async function containersOfOurs(): Promise<string[]> {
  return (await containersOfRun(engine!, ledger().runId)).map(({ Names }) => Names[0]!.replace(/^\//, ''))
}

/** The container that was made last. */
function lastContainer(): string {
  const { open } = readLedger(ledger().path)
  return open.flatMap(({ entry }) => (entry.kind === 'container' ? [entry.name] : [])).at(-1)!
}

async function answerThrough(network: Engine['network'], reach: string[], configure: ConfigureProxy) {
  const signal = new AbortController().signal
  const context = { ledger: ledger(), signal, progress: () => {}, port: 0, configure, reach }
  await using nginx = await startOn({ ...engine!, network }, context)
  return (await fetch(nginx.url)).text()
}

const networks = engine?.networks ?? containerNetworks

describe.skipIf(!engine)('nginx in a container', () => {
  test.each(networks)('reaches sockets of this machine: network %s', async (network) => {
    await using folder = createSocketFolder(ledger(), 'sockets', {
      user: serverUser(),
      longestName: 'behind.sock',
    })
    const path = join(folder.path, 'behind.sock')
    const server = await behind({ path })
    chmodSync(path, 0o666)
    expect(
      await answerThrough(
        network,
        [folder.path],
        passing(() => `unix:${path}`),
      ),
    ).toBe('from behind')
    server.close()
  })

  test('a spare takes its place on its port', async () => {
    const first = await startOn(shared!, { ...context(), configure: answering('first'), port: 0 })
    const spare = await spareOn(shared!, { ...context(), port: first.port })
    const laidUp = lastContainer()
    process.kill(first.pid!, 'SIGKILL')
    await first.gone
    await using second = await spare!.start(answering('second'))
    expect(await ask(first.url)).toBe('second')
    await second.apply(answering('third'))
    expect(await ask(first.url)).toBe('third')
    expect(await first.ended).toEqual({ code: null, signal: 'SIGKILL' })
    await first.stop()
    expect(await containersOfOurs()).toEqual([laidUp])
    await second.stop()
    expect(readLedger(ledger().path).open).toEqual([])
  })

  test('a spare that nobody wants, or that cannot take its place, leaves nothing', async () => {
    const port = await findFreePort()
    const make = async (signal = new AbortController().signal) =>
      (await spareOn(shared!, { ...context(), signal, port }))!
    await (await make())[Symbol.asyncDispose]()
    expect(readLedger(ledger().path).open).toEqual([])

    const refusing = await make()
    await expect(refusing.start(() => 'nonsense;')).rejects.toMatchObject({ code: 'NGINX_CONFIGURATION' })
    expect(readLedger(ledger().path).open).toEqual([])

    const dead = await make()
    await (await clientOf(engine!)).getContainer(lastContainer()).kill()
    await expect(dead.start(answering('late'))).rejects.toMatchObject({ code: 'NGINX_START_FAILED' })
    expect(readLedger(ledger().path).open).toEqual([])

    const end = new AbortController()
    const late = await make(end.signal)
    end.abort(new Error('enough'))
    await expect(late.start(answering('late'))).rejects.toThrow('enough')
    expect(readLedger(ledger().path).open).toEqual([])
  })

  test('what the engine failed to remove after its end, its stop removes', async () => {
    const nginx = await startOn(shared!, { ...context(), configure: answering(''), port: 0 })
    const prototype = Object.getPrototypeOf((await clientOf(engine!)).getContainer(lastContainer()))
    using remove = vi.spyOn(prototype, 'remove')
    remove.mockRejectedValueOnce(Object.assign(new Error('the engine is busy'), { statusCode: 500 }))
    process.kill(nginx.pid!, 'SIGKILL')
    await nginx.ended
    await vi.waitFor(() => expect(remove).toHaveBeenCalled())
    expect(await containersOfOurs()).toHaveLength(1)
    await nginx.stop()
    expect(await containersOfOurs()).toEqual([])
    expect(readLedger(ledger().path).open).toEqual([])
  })

  test('where ports are published there is no spare, which would need the same', async () => {
    expect(await spareOn({ ...engine!, network: 'ports' }, { ...context(), port: 1 })).toBeUndefined()
  })

  test.skipIf(!networks.includes('host'))(
    "reaches ports of this machine's 127.0.0.1 on its network",
    async () => {
      const server = await behind({ port: 0, host: LOOPBACK })
      const { port } = server.address() as AddressInfo
      expect(
        await answerThrough(
          'host',
          [],
          passing((host) => `${host}:${port}`),
        ),
      ).toBe('from behind')
      server.close()
    },
  )

  test('whose port is published on 127.0.0.1 does not promise another address', async () => {
    const signal = new AbortController().signal
    const context = { ledger: ledger(), signal, progress: () => {}, port: 0, configure: answering('') }
    const start = startOn({ ...engine!, network: 'ports' }, { ...context, host: '0.0.0.0' })
    await expect(start).rejects.toMatchObject({ code: 'HOST_NOT_SERVED' })
  })

  test('says what it is', async () => {
    expect(await dockerNginx.probe()).toMatchObject({ ok: true, reason: /nginx.* in (Docker|Podman) \d/ })
    const told = await dockerNginx.version()
    expect(told).toMatch(/^\d+\.\d+\.\d+/)
    const { image } = (await dockerNginx.container!())!
    const silent = { id: 'silent', sizeBytes: 0, labels: {}, env: {}, entrypoint: [], exposed: [] }
    expect(await imageVersion(engine!, { reference: image, why: '', here: silent })).toBe(told)
  })

  test.each(['recorded', 'unrecorded'])('what a killed run has left of it, clean ends: %s', async (how) => {
    const left = await killedRun(ledger(), 'docker', how)
    expect(await (await fetch(left.url)).text()).toBe('fixture')
    const { open } = readLedger(left.ledger)
    const container = open.flatMap(({ entry }) => (entry.kind === 'container' ? [entry.name] : []))
    const folder = open.flatMap(({ entry }) => (entry.kind === 'folder' ? [entry.path] : []))
    const { ended, failures } = await clean()
    expect(failures).toEqual([])
    expect(ended.map(({ what }) => what)).toEqual([`container ${container}`, `folder ${folder}`])
    expect(lookUp(left.pid)).toBeUndefined()
    expect(existsSync(left.ledger)).toBe(false)
    await expect(fetch(left.url)).rejects.toThrow()
  })
})

test.each([
  [{ network: 'host', sharesKernel: true }, ['path', 'port']],
  [{ network: 'ports', sharesKernel: true }, ['path']],
  [{ network: 'ports', sharesKernel: false }, ['port']],
] as const)('by what chart servers are reached: %o', (how, kinds) => {
  expect(reachedFrom(how as unknown as Engine)).toEqual(kinds)
})

test.each([
  ['Docker', ['UID', 'PID', 'PPID', 'C', 'STIME', 'TTY', 'TIME', 'CMD']],
  ['Podman', ['USER', 'PID', 'PPID', '%CPU', 'ELAPSED', 'TTY', 'TIME', 'COMMAND']],
])("workers in %s's table", (_, titles) => {
  const row = (pid: number, title: string) => ['nobody', `${pid}`, '1', '0', '17:00', '?', '00:00:00', title]
  const table = {
    Titles: titles,
    Processes: [
      row(7, 'nginx: master process nginx -p /tmp/chartbench-nginx-0 -c nginx.conf'),
      row(8, 'nginx: worker process is shutting down'),
      row(9, 'nginx: worker process'),
      row(10, 'nginx -t'),
    ],
  }
  expect(workersByTop(table)).toEqual([
    { id: '8', isStopping: true },
    { id: '9', isStopping: false },
  ])
})

test('no workers in a table without rows', () => {
  expect(workersByTop({ Titles: null, Processes: null })).toEqual([])
})
