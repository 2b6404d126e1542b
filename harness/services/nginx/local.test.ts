import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { ConfigureProxy } from '../../../strategies/contract.ts'
import { spawnChild } from '../../lifecycle/children.ts'
import { clean } from '../../lifecycle/clean.ts'
import { readLedger } from '../../lifecycle/ledgerFile.ts'
import { LOOPBACK } from '../../lifecycle/ports.ts'
import { childrenOf, processesOfGroup } from '../../lifecycle/process.ts'
import { testLedger } from '../../lifecycle/testLedger.ts'
import type { Nginx } from '../contract.ts'
import { findNginx } from './binary.ts'
import { localNginx } from './local.ts'
import { answering } from './testConfiguration.ts'

const here = findNginx().program !== undefined
if (!here) console.warn('skipped: no nginx on this machine (bench setup nginx installs it)')

const ledger = testLedger('nginx')
afterEach(() => {
  vi.unstubAllEnvs()
})

function start(configure: ConfigureProxy, port = 0, signal = new AbortController().signal): Promise<Nginx> {
  return localNginx.start({ ledger: ledger(), signal, progress: () => {}, configure, port })
}

/** On a connection of its own, so that it goes to whoever accepts now. */
async function ask({ url }: { url: string }): Promise<string> {
  return (await fetch(url, { headers: { connection: 'close' } })).text()
}

function folderOf({ pid }: Nginx): string {
  const folders = readLedger(ledger().path).open.flatMap(({ entry }) =>
    entry.kind === 'folder' ? [entry.path] : [],
  )
  return folders.find((path) => readFileSync(join(path, 'nginx.pid'), 'utf8').trim() === String(pid))!
}

describe.skipIf(!here)('an nginx of our own', () => {
  test('answers when its start resolves, from a folder of its own, and leaves nothing', async () => {
    expect(await localNginx.probe()).toMatchObject({ ok: true, reason: /^nginx \d/ })
    const nginx = await start(answering('first'))
    expect(await ask(nginx)).toBe('first')
    expect(nginx).toMatchObject({ provider: 'local', version: findNginx().program!.version })
    expect(new URL(nginx.url)).toMatchObject({ hostname: LOOPBACK, port: String(nginx.port) })
    const folder = folderOf(nginx)
    expect(readdirSync(folder)).toEqual(
      expect.arrayContaining(['body', 'nginx.conf', 'nginx.pid', 'proxied']),
    )
    expect(processesOfGroup(nginx.pid)).toHaveLength(3)
    await Promise.all([nginx.stop(), nginx[Symbol.asyncDispose]()])
    expect(await nginx.ended).toMatchObject({ code: 0 })
    expect(processesOfGroup(nginx.pid)).toEqual([])
    expect(existsSync(folder)).toBe(false)
  })

  test.skipIf(process.getuid?.() !== 0)('runs without rights where we are root', async () => {
    await using nginx = await start(answering('nobody'))
    for (const { pid } of processesOfGroup(nginx.pid))
      expect(/^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]).not.toBe('0')
  })

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
    const workers = childrenOf(nginx.pid).map(({ pid }) => pid)
    await nginx.apply(answering('d'))
    expect(childrenOf(nginx.pid).map(({ pid }) => pid)).toEqual(workers)
    await nginx.reload()
    expect(childrenOf(nginx.pid).map(({ pid }) => pid)).not.toEqual(workers)
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

  test('a change that passes the check but cannot be made is told', async () => {
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
  })

  test('a master killed at once leaves no worker, and its port can be used again', async () => {
    const nginx = await start(answering('first'))
    const folder = folderOf(nginx)
    process.kill(nginx.pid, 'SIGKILL')
    expect(await nginx.ended).toEqual({ code: null, signal: 'SIGKILL' })
    expect(processesOfGroup(nginx.pid)).toEqual([])
    expect(existsSync(folder)).toBe(false)
    for (const late of [nginx.reload(), nginx.apply(answering('late'))])
      await expect(late).rejects.toMatchObject({ code: 'NGINX_RELOAD_FAILED', message: /has ended/ })
    await using second = await start(answering('second'), nginx.port)
    expect(await ask(second)).toBe('second')
    await nginx.stop()
  })

  test('a start that fails says why and leaves nothing', async () => {
    const before = readLedger(ledger().path).open
    await expect(start(() => 'events { worker_connections many; }')).rejects.toMatchObject({
      code: 'NGINX_CONFIGURATION',
      message: /invalid number "many"/,
    })
    await using taken = await occupy()
    await expect(start(answering('late'), taken.port)).rejects.toMatchObject({
      code: 'NGINX_START_FAILED',
      message: `nginx did not start: port ${taken.port} is in use`,
    })
    const abort = new AbortController()
    const aborted = start(answering('never'), 0, abort.signal)
    abort.abort(new Error('enough'))
    await expect(aborted).rejects.toThrow('enough')
    expect(readLedger(ledger().path).open).toEqual(before)
  })

  test.each(['recorded', 'unrecorded'])('what a killed run has left of it, clean ends: %s', async (how) => {
    const run = spawnChild({
      command: [process.execPath, join(import.meta.dirname, 'local.fixture.ts'), `killed-${how}`, how],
      role: 'run',
      ledger: ledger(),
    })
    const line = once(createInterface(run.stdout!), 'line')
    const failed = run.ended.then(() => Promise.reject(new Error(run.tail())))
    const [text] = (await Promise.race([line, failed])) as [string]
    const left = JSON.parse(text) as { pid: number; url: string; ledger: string }
    process.kill(run.pid, 'SIGKILL')
    await run.ended
    // Its master too, as where somebody tried to tidy up by hand.
    if (how === 'recorded') process.kill(left.pid, 'SIGKILL')
    expect(await ask(left)).toBe('fixture')
    const folder = readLedger(left.ledger).open.find(({ entry }) => entry.kind === 'folder')!.entry
    const { ended, failures } = await clean()
    expect(failures).toEqual([])
    expect(ended.map(({ what }) => what)).toEqual([
      `process ${left.pid} (nginx${how === 'recorded' ? '' : ', by its folder'})`,
      `folder ${'path' in folder ? folder.path : ''}`,
    ])
    expect(processesOfGroup(left.pid)).toEqual([])
    expect(existsSync(left.ledger)).toBe(false)
    await run.stop()
  })
})

describe('where nginx is looked for', () => {
  test('a program that is named must be one', async () => {
    vi.stubEnv('BENCH_NGINX', dirname(process.execPath))
    expect(await localNginx.probe()).toMatchObject({ ok: false, reason: /BENCH_NGINX is .*no program/ })
    vi.stubEnv('BENCH_NGINX', process.execPath)
    expect(await localNginx.probe()).toMatchObject({ ok: false, reason: /does not say its version/ })
    await expect(start(answering('nothing'))).rejects.toMatchObject({ code: 'NGINX_MISSING', exitCode: 3 })
  })

  test.skipIf(!here)('beside the PATH, too', () => {
    vi.stubEnv('PATH', '/nowhere')
    expect(findNginx().program?.path).toMatch(/nginx$/)
  })
})

async function occupy(): Promise<AsyncDisposable & { port: number }> {
  const server: Server = createServer((socket) => socket.destroy())
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
