import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import type { ConfigureProxy } from '../../../strategies/contract.ts'
import { clientOf } from '../../containers/library.ts'
import { testEngine } from '../../containers/testEngine.ts'
import { readLedger } from '../../lifecycle/ledgerFile.ts'
import { LOOPBACK } from '../../lifecycle/ports.ts'
import { childrenOf, processesOfGroup } from '../../lifecycle/process.ts'
import { testLedger } from '../../lifecycle/testLedger.ts'
import { listeningAddresses } from '../../lifecycle/testListeners.ts'
import type { Nginx, NginxOptions, ServiceContext } from '../contract.ts'
import { findNginx } from './binary.ts'
import { startOn } from './docker.ts'
import { localNginx } from './local.ts'
import { answering } from './testConfiguration.ts'

/** An nginx in one of the ways in which one can be had. */
interface Way {
  readonly name: string
  readonly start: (context: ServiceContext & NginxOptions) => Promise<Nginx>
  /** It listens on this machine's own network. */
  readonly sharesNetwork: boolean
  /** Its processes stand in this machine's table. */
  readonly hasPids: boolean
  /** As somebody may from outside, who knows nothing of pids. */
  readonly kill: (nginx: Nginx) => Promise<unknown>
}

const ledger = testLedger('nginx')
const engine = await testEngine('nginx')
if (!findNginx().program) console.warn('skipped: no nginx on this machine (bench setup nginx installs it)')

/** In the one container that there is. */
async function killContainer(): Promise<unknown> {
  const client = await clientOf(engine!)
  const names = readLedger(ledger().path).open.flatMap(({ entry }) =>
    entry.kind === 'container' ? [entry.name] : [],
  )
  return client.getContainer(names[0]!).kill({ signal: 'SIGKILL' })
}

const ways: Way[] = [
  ...(findNginx().program
    ? [
        {
          name: "the machine's own",
          start: localNginx.start,
          sharesNetwork: true,
          hasPids: true,
          kill: async ({ pid }: Nginx) => process.kill(pid!, 'SIGKILL'),
        },
      ]
    : []),
  ...(engine
    ? (
        [
          ["in a container on the machine's network", { network: 'host', sharesKernel: true }],
          ['in a container with published ports', { network: 'ports', sharesKernel: true }],
          ['in a container whose processes are not seen', { network: 'ports', sharesKernel: false }],
        ] as const
      )
        .filter(([, { network }]) => engine.networks.includes(network))
        .map(
          ([name, how]): Way => ({
            name,
            start: (context) => startOn({ ...engine, ...how }, context),
            sharesNetwork: how.network === 'host',
            hasPids: how.sharesKernel,
            kill: killContainer,
          }),
        )
    : []),
]

/** On a connection of its own, so that it goes to whoever accepts now. */
async function ask({ url }: { url: string }): Promise<string> {
  return (await fetch(url, { headers: { connection: 'close' } })).text()
}

function folderOfLast(): string {
  const folders = readLedger(ledger().path).open.flatMap(({ entry }) =>
    entry.kind === 'folder' ? [entry.path] : [],
  )
  return folders.at(-1)!
}

describe.each(ways)('an nginx of our own, $name', ({ start: startSo, sharesNetwork, hasPids, kill }) => {
  function start(configure: ConfigureProxy, port = 0, signal = new AbortController().signal): Promise<Nginx> {
    return startSo({ ledger: ledger(), signal, progress: () => {}, configure, port })
  }

  test('answers when its start resolves, from a folder of its own, and leaves nothing', async () => {
    const nginx = await start(answering('first'))
    expect(await ask(nginx)).toBe('first')
    expect(nginx.version).toMatch(/^\d+\.\d+/)
    expect(new URL(nginx.url)).toMatchObject({ hostname: LOOPBACK, port: String(nginx.port) })
    const folder = folderOfLast()
    expect(readdirSync(folder)).toEqual(
      expect.arrayContaining(['body', 'nginx.conf', 'nginx.pid', 'proxied']),
    )
    expect(nginx.pid === undefined).toBe(!hasPids)
    if (nginx.pid !== undefined) expect(processesOfGroup(nginx.pid)).toHaveLength(3)
    await Promise.all([nginx.stop(), nginx[Symbol.asyncDispose]()])
    expect(await nginx.ended).toMatchObject({ code: 0 })
    if (nginx.pid !== undefined) expect(processesOfGroup(nginx.pid)).toEqual([])
    expect(existsSync(folder)).toBe(false)
    expect(readLedger(ledger().path).open).toEqual([])
  })

  test.skipIf(process.platform !== 'linux')('is reached on 127.0.0.1 and on no other address', async () => {
    await using nginx = await start(answering('here'))
    expect(listeningAddresses(nginx.port)).toEqual(['0100007F'])
  })

  test.skipIf(process.getuid?.() !== 0 || !hasPids)(
    'runs without rights where we are root (skipped where we are not, or its processes are out of sight)',
    async () => {
      await using nginx = await start(answering('nobody'))
      for (const { pid } of processesOfGroup(nginx.pid!)) {
        const status = readFileSync(`/proc/${pid}/status`, 'utf8')
        expect(/^Uid:\s+(\d+)/m.exec(status)?.[1]).not.toBe('0')
        expect(/^CapEff:\s+(\w+)/m.exec(status)?.[1]).toMatch(/^0+$/)
      }
    },
  )

  test('a change is in effect when it resolves: none of 300 answers is stale', async () => {
    await using nginx = await start(answering('0'))
    for (const word of ['1', '2']) {
      await nginx.apply(answering(word))
      const answers = await Promise.all(Array.from({ length: 300 }, () => ask(nginx)))
      expect(new Set(answers)).toEqual(new Set([word]))
    }
  })

  test('changes at once take place in turn, and the same again changes nothing', async () => {
    await using nginx = await start(answering('a'))
    await Promise.all(['b', 'c', 'd'].map((word) => nginx.apply(answering(word))))
    expect(await ask(nginx)).toBe('d')
    const pids = () => (nginx.pid === undefined ? [] : childrenOf(nginx.pid).map(({ pid }) => pid))
    const workers = pids()
    await nginx.apply(answering('d'))
    expect(pids()).toEqual(workers)
    await nginx.reload()
    if (hasPids) expect(pids()).not.toEqual(workers)
    expect(await ask(nginx)).toBe('d')
  })

  test('a configuration that it refuses leaves the one in effect', async () => {
    await using nginx = await start(answering('good'))
    const error = await nginx.apply(() => 'nonsense;').catch((thrown) => thrown)
    expect(error).toMatchObject({ code: 'NGINX_CONFIGURATION', message: /unknown directive "nonsense"/ })
    expect(await ask(nginx)).toBe('good')
    await nginx.reload()
    expect(await ask(nginx)).toBe('good')
    await nginx.apply(answering('better'))
    expect(await ask(nginx)).toBe('better')
  })

  // In a network of its own nobody else takes ports.
  test.runIf(sharesNetwork)(
    'a change that passes the check but cannot be made is told (skipped in a network of its own)',
    async () => {
      await using nginx = await start(answering('good'))
      await using taken = await occupy()
      const both: ConfigureProxy = (place) =>
        answering('bad')(place).replace('listen', `listen 127.0.0.1:${taken.port}; listen`)
      await expect(nginx.apply(both)).rejects.toMatchObject({
        code: 'NGINX_RELOAD_FAILED',
        message: /Address already in use/,
      })
      await nginx.reload()
      expect(await ask(nginx)).toBe('good')
    },
  )

  test('a master killed at once leaves no worker, and its port can be used again', async () => {
    const nginx = await start(answering('first'))
    const folder = folderOfLast()
    await kill(nginx)
    expect(await nginx.ended).toEqual({ code: null, signal: 'SIGKILL' })
    if (nginx.pid !== undefined) expect(processesOfGroup(nginx.pid)).toEqual([])
    expect(existsSync(folder)).toBe(false)
    for (const late of [nginx.reload(), nginx.apply(answering('late'))])
      await expect(late).rejects.toMatchObject({ code: 'NGINX_RELOAD_FAILED', message: /has ended/ })
    await using second = await start(answering('second'), nginx.port)
    expect(await ask(second)).toBe('second')
    await nginx.stop()
  })

  test('a start that fails says why and leaves nothing', async () => {
    await expect(start(() => 'events { worker_connections many; }')).rejects.toMatchObject({
      code: 'NGINX_CONFIGURATION',
      message: /invalid number "many"/,
      output: /\[emerg\]/,
    })
    await using taken = await occupy()
    await expect(start(answering('late'), taken.port)).rejects.toMatchObject({
      code: 'NGINX_START_FAILED',
      message: `nginx did not start: port ${taken.port} is in use`,
    })
    // One that would keep silent for as long as it is asked.
    await using silent = await occupy((socket) => void socket.resume())
    await expect(start(answering('late'), silent.port)).rejects.toMatchObject({ code: 'NGINX_START_FAILED' })
    const abort = new AbortController()
    const aborted = start(answering('never'), 0, abort.signal)
    abort.abort(new Error('enough'))
    await expect(aborted).rejects.toThrow('enough')
    expect(readLedger(ledger().path).open).toEqual([])
  })
})

async function occupy(
  accept = (socket: Socket) => void socket.destroy(),
): Promise<AsyncDisposable & { port: number }> {
  const server: Server = createServer(accept)
  server.listen(0, LOOPBACK)
  await once(server, 'listening')
  return {
    port: (server.address() as { port: number }).port,
    async [Symbol.asyncDispose]() {
      server.close()
      await once(server, 'close')
    },
  }
}
