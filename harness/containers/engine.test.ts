import { createHash } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { lookForEngine } from './engine.ts'
import { NETWORK_VARIABLE } from './engineFacts.ts'
import { standInEngine } from './standInEngine.ts'
import { testEngine } from './testEngine.ts'

const engine = await testEngine()

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chartbench-contexts-'))
  for (const name of ['DOCKER_HOST', 'DOCKER_CONTEXT', NETWORK_VARIABLE]) vi.stubEnv(name, '')
  vi.stubEnv('DOCKER_CONFIG', folder)
  vi.stubEnv('XDG_RUNTIME_DIR', folder)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

function writeContext(name: string, host: string): void {
  const place = join(folder, 'contexts', 'meta', createHash('sha256').update(name).digest('hex'))
  mkdirSync(place, { recursive: true })
  writeFileSync(
    join(place, 'meta.json'),
    JSON.stringify({ Name: name, Endpoints: { docker: { Host: host } } }),
  )
}

test.skipIf(!engine)('the real engine says what it is', async () => {
  vi.stubEnv('DOCKER_HOST', engine!.address)
  const found = await lookForEngine()
  expect(found.engine).toMatchObject({ kind: engine!.kind, version: engine!.version, found: 'DOCKER_HOST' })
})

describe('what an engine is decides how it is used (stand-ins)', () => {
  const podman = { Components: [{ Name: 'Podman Engine', Version: '5.4.2' }] }
  const rootless = { SecurityOptions: ['name=seccomp', 'name=rootless'] }
  test.each([
    ['Docker on this kernel', {}, { kind: 'Docker', network: 'host', rootless: false, sharesKernel: true }],
    [
      'Docker Desktop, on another',
      { info: { KernelVersion: '6.10.14-linuxkit' } },
      { network: 'ports', sharesKernel: false },
    ],
    [
      'rootless Docker',
      { info: rootless },
      { network: 'ports', networks: ['ports'], rootless: true, sharesKernel: true },
    ],
    [
      'rootless Podman',
      { version: podman, info: { Rootless: true } },
      { kind: 'Podman', version: '5.4.2', network: 'host', rootless: true },
    ],
    [
      'one that says little',
      { version: { Components: null }, info: { SecurityOptions: null } },
      { kind: 'Docker', version: '29.1.0' },
    ],
    ['cgroup v1', { info: { CgroupVersion: '1' } }, { cgroupVersion: 1 }],
  ] as const)('%s', async (_, says, expected) => {
    await using standIn = await standInEngine(says)
    vi.stubEnv('DOCKER_HOST', standIn.address)
    expect((await lookForEngine()).engine).toMatchObject(expected)
  })

  test('the environment may say otherwise of the network, but only what there is', async () => {
    await using standIn = await standInEngine()
    vi.stubEnv('DOCKER_HOST', standIn.address)
    vi.stubEnv(NETWORK_VARIABLE, 'ports')
    expect((await lookForEngine()).engine).toMatchObject({
      network: 'ports',
      networkWhy: `${NETWORK_VARIABLE} says so`,
    })
    vi.stubEnv(NETWORK_VARIABLE, 'bridge')
    await expect(lookForEngine()).rejects.toMatchObject({ exitCode: 2, hint: 'valid: host, ports' })
  })
})

describe('where it is of no use, it is told at once (stand-ins)', () => {
  const rootless = { info: { SecurityOptions: ['name=rootless'] } }

  test('rootless Docker on a network of this machine, which it has not', async () => {
    await using standIn = await standInEngine(rootless)
    vi.stubEnv('DOCKER_HOST', standIn.address)
    vi.stubEnv(NETWORK_VARIABLE, 'host')
    expect((await lookForEngine()).refusal).toEqual({
      reason:
        'DOCKER_HOST: Docker has no network host for us (the network of rootless Docker is not that of this machine)',
      hint: `unset ${NETWORK_VARIABLE}, or name another engine in DOCKER_HOST`,
    })
  })

  test.skipIf(process.getuid?.() !== 0)(
    'the rootless one of another user (skipped for those who cannot give a socket away)',
    async () => {
      await using standIn = await standInEngine(rootless)
      chownSync(standIn.socket, 65_534, 65_534)
      vi.stubEnv('DOCKER_HOST', standIn.address)
      expect((await lookForEngine()).refusal).toEqual({
        reason:
          'DOCKER_HOST: it is the rootless engine of another user (uid 65534), who cannot see our files',
        hint: expect.stringContaining('run bench as that user'),
      })
    },
  )
})

describe('where it is looked for', () => {
  test('DOCKER_HOST before a context, a context before the usual places', async () => {
    await using named = await standInEngine({ version: { Version: '1' } })
    await using chosen = await standInEngine({ version: { Version: '2' } })
    writeContext('mine', chosen.address)
    vi.stubEnv('DOCKER_CONTEXT', 'mine')
    expect((await lookForEngine()).engine).toMatchObject({
      version: '2',
      found: 'the context mine (DOCKER_CONTEXT)',
    })
    vi.stubEnv('DOCKER_CONTEXT', '')
    const configuration = join(folder, 'config.json')
    writeFileSync(configuration, JSON.stringify({ currentContext: 'mine' }))
    expect((await lookForEngine()).engine).toMatchObject({
      version: '2',
      found: `the context mine (${configuration})`,
    })
    vi.stubEnv('DOCKER_HOST', named.address)
    expect((await lookForEngine()).engine).toMatchObject({ version: '1', found: 'DOCKER_HOST' })
  })

  test.skipIf(existsSync('/var/run/docker.sock'))(
    'a usual socket of the user, where the machine has none (skipped where it has)',
    async () => {
      await using standIn = await standInEngine()
      symlinkSync(standIn.socket, join(folder, 'docker.sock'))
      expect((await lookForEngine()).engine).toMatchObject({ found: join(folder, 'docker.sock') })
    },
  )
})

describe('why there is none, and what helps', () => {
  const refusalOf = async (address: string) => {
    vi.stubEnv('DOCKER_HOST', address)
    return (await lookForEngine()).refusal
  }

  test.each([
    ['tcp://192.0.2.1:2375', '192.0.2.1 is another machine', 'name an engine of this machine'],
    ['ssh://me@example.org', 'spoken to by unix: or tcp:, not ssh:', 'name an engine of this machine'],
    ['nonsense', 'nonsense is no address of an engine', 'or unset DOCKER_HOST'],
    ['unix:///nowhere/docker.sock', 'DOCKER_HOST does not answer: connect ENOENT', 'start that engine'],
    ['tcp://127.0.0.1:1', 'DOCKER_HOST does not answer: connect ECONNREFUSED', 'start that engine'],
  ])('DOCKER_HOST=%s', async (address, reason, hint) => {
    expect(await refusalOf(address)).toEqual({
      reason: expect.stringContaining(reason),
      hint: expect.stringContaining(hint),
    })
  })

  test('a context that there is not', async () => {
    vi.stubEnv('DOCKER_CONTEXT', 'gone')
    expect((await lookForEngine()).refusal).toEqual({
      reason: 'the context gone (DOCKER_CONTEXT): there is no such context',
      hint: expect.stringContaining('docker context ls'),
    })
  })

  test('one that answers nonsense, with an error, or far too much', async () => {
    const answers = {
      'its answer is no JSON': (_: unknown, response: { end(text: string): void }) => response.end('<html>'),
      'the daemon is ill': (_: unknown, response: import('node:http').ServerResponse) =>
        response.writeHead(500).end('{"message":"the daemon is ill"}'),
      'its answer is too long': (_: unknown, response: { end(text: string): void }) =>
        response.end('x'.repeat(5_000_000)),
    }
    for (const [reason, answer] of Object.entries(answers)) {
      await using standIn = await standInEngine({ answer })
      expect((await refusalOf(standIn.address))?.reason).toContain(reason)
    }
  })

  test('one that takes the connection and says nothing is not waited for long', async () => {
    await using standIn = await standInEngine({ answer: () => {} })
    expect((await refusalOf(standIn.address))?.reason).toContain('no answer within 3 s')
  })

  test.skipIf(process.getuid?.() === 0)(
    'a socket that one may not open (skipped for root, who may)',
    async () => {
      const socket = join(folder, 'closed.sock')
      const server = createServer().listen(socket)
      chmodSync(socket, 0)
      expect(await refusalOf(`unix://${socket}`)).toEqual({
        reason: expect.stringContaining('you may not speak to it (EACCES)'),
        hint: expect.stringContaining('group docker'),
      })
      server.close()
    },
  )
})
