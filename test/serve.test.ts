import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningBench, startBench } from './bench.ts'
import { aliveBelow } from './interrupt/processes.ts'
import { recordedPid } from './interrupt/recordedPid.ts'
import { remainsOf } from './interrupt/remains.ts'
import { createSurroundings, type Surroundings } from './interrupt/surroundings.ts'

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
