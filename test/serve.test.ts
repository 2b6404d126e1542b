import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPostgres } from '../harness/services/testPostgres.ts'
import { bench, type RunningBench, startBench } from './bench.ts'
import { aliveBelow } from './interrupt/processes.ts'
import { recordedPid } from './interrupt/recordedPid.ts'
import { remainsOf } from './interrupt/remains.ts'
import { createSurroundings, type Surroundings } from './interrupt/surroundings.ts'
import { persistentUser } from './persistentUser.ts'

let surroundings: Surroundings

beforeAll(async () => {
  surroundings = await createSurroundings()
})

afterAll(async () => {
  await surroundings[Symbol.asyncDispose]()
})

function serve(...options: string[]): RunningBench {
  return startBench(['serve', 'single', '--query', '50ms', ...options], { env: surroundings.env('embedded') })
}

/** The URL, as soon as it is printed. */
async function urlOf(server: RunningBench): Promise<string> {
  while (!server.out().includes('\n')) {
    await Promise.race([once(server.process.stdout!, 'data'), once(server.process, 'exit')])
    if (server.process.exitCode !== null) throw new Error(`it ended: ${server.err()}`)
  }
  return server.out().trim()
}

test('serves the chart app at the printed URL until it is told to stop, and then ends everything', async () => {
  const server = serve('--allow-origin', 'http://example.test')
  const url = await urlOf(server)
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect(await (await fetch(`${url}/?widgets=2`)).text()).toContain('bench-sessions')
  const preflight = await fetch(`${url}/sessions`, {
    method: 'OPTIONS',
    headers: { origin: 'http://example.test', 'access-control-request-method': 'POST' },
  })
  expect(preflight.headers.get('access-control-allow-origin')).toBe('http://example.test')
  const before = aliveBelow(surroundings.root)

  const port = new URL(url).port
  const second = await serve('--port', port).ended
  expect(second.code).toBe(4)
  expect(second.err).toContain(`address already in use 127.0.0.1:${port}`)

  server.process.kill('SIGINT')
  const { code, out } = await server.ended
  expect({ code, out }).toEqual({ code: 0, out: `${url}\n` })
  expect(await remainsOf(surroundings, before)).toEqual([])
})

test('a target that ends by itself is told, exit 4, and nothing is left', async () => {
  const server = serve()
  await urlOf(server)
  const before = aliveBelow(surroundings.root)
  process.kill(recordedPid(surroundings.state, 'target'), 'SIGKILL')
  const { code, err } = await server.ended
  expect(code).toBe(4)
  expect(err).toContain('single ended by itself: the target was ended by SIGKILL')
  expect(await remainsOf(surroundings, before)).toEqual([])
})

test.each([
  [
    ['single', '--process', 'worker'],
    {},
    /single is served as a whole only[\s\S]*proxy-pool --process worker/,
  ],
  [['queue', '--process', 'wrker'], {}, /unknown process of queue: wrker[\s\S]*did you mean worker/],
  [['queue', '--process', 'worker', '--db-connections', '1'], {}, /needs at least 2 database connections/],
  [['queue', '--process', 'web'], {}, /BENCH_SECRET must hold 32 to 128 hexadecimal digits, and is not set/],
  [['queue', '--process', 'web'], { BENCH_SECRET: 'ab'.repeat(16) }, /DATABASE_URL is not set/],
  [
    ['queue', '--process', 'web', '--name', 'Web'],
    { BENCH_SECRET: 'ab'.repeat(16) },
    /--name must have a name/,
  ],
  [['queue', '--name', 'a'], {}, /--name is for one process alone[\s\S]*add --process/],
  [['queue', '--ready-file', '/tmp/x'], {}, /--ready-file is for one process alone/],
  [['queue', '--process', 'web', '--isolate', 'docker'], {}, /--isolate is for a whole strategy/],
  [['queue', '--process', 'web', '--target-cpus', '0'], {}, /--target-cpus is for a whole strategy/],
  [['queue', '--process', 'web', '--target-memory', '1g'], {}, /--target-memory is for a whole strategy/],
  [['queue', '--process', 'web', '--ports', '5100-5199'], {}, /--ports is for a whole strategy/],
  [['single', '--host', 'localhost'], {}, /--host must be an IP address/],
  [['single'], { BENCH_DB_CONNECTIONS: 'many' }, /--db-connections must be a whole number/],
])('serve %j with %j is wrong use', async (words, variables, message) => {
  const { code, err } = await bench(['serve', ...words], {
    env: { ...surroundings.env('embedded'), DATABASE_URL: undefined, BENCH_SECRET: undefined, ...variables },
  })
  expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(message) })
})

test('two processes of a strategy that are started alone at once share a database, and serve together', async () => {
  await using postgres = await startTestPostgres()
  const ready = join(surroundings.root, 'ready')
  const env = {
    ...surroundings.env('embedded'),
    DATABASE_URL: postgres.postgres.url,
    BENCH_SECRET: 'ab'.repeat(16),
  }
  const web = startBench(['serve', 'queue', '--process', 'web', '--query', '50ms'], { env })
  const worker = startBench(['serve', 'queue', '--process', 'worker', '--ready-file', ready], { env })
  const url = await urlOf(web)
  expect(await persistentUser(url, 3, 50).chart).toMatchObject({ lost: [] })
  expect(existsSync(ready)).toBe(true)
  for (const one of [web, worker]) one.process.kill('SIGTERM')
  const ends = await Promise.all([web.ended, worker.ended])
  expect(ends.map(({ code }) => code)).toEqual([0, 0])
  expect(existsSync(ready)).toBe(false)
})
