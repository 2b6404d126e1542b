import { describe, expect, test } from 'vitest'
import { startChartServer } from '../chartServer.fixture.ts'
import type { ServerMessage, SessionGrant } from '../protocol/messages.ts'
import { type Following, type FollowListener, type FollowOptions, follow } from './follow.ts'
import { startGateway } from './gateway.fixture.ts'
import { openPage } from './page.ts'
import { endCode, type SocketEnd } from './socketEnd.ts'

const key = { sensor: 3, window: 7 }

/** Follows a session and writes down what it is told, in short. */
class Notes implements FollowListener {
  readonly told: string[] = []
  readonly following: Following
  readonly ended: Promise<SocketEnd>
  readonly #end = Promise.withResolvers<SocketEnd>()
  readonly #waiting = new Set<() => void>()

  constructor(url: string, grant: SessionGrant, options?: FollowOptions) {
    this.ended = this.#end.promise
    this.following = follow(url, grant, this, options)
  }

  open = () => this.#note('open')
  message = (message: ServerMessage) => this.#note(message.type === 'error' ? message.code : message.type)
  violation = (kind: string) => this.#note(kind)
  lost = (code: string) => this.#note(`lost ${code}`)
  reattached = () => this.#note('reattached')
  closed = (end: SocketEnd) => {
    this.#note(`closed ${endCode(end)}`)
    this.#end.resolve(end)
  }

  /** Resolves once this has been told. */
  heard(what: string, times = 1): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (this.told.filter((one) => one === what).length < times) return
        this.#waiting.delete(look)
        resolve()
      }
      this.#waiting.add(look)
      look()
    })
  }

  #note(what: string): void {
    this.told.push(what)
    for (const look of this.#waiting) look()
  }
}

async function grantOf(url: string, queryMs: number): Promise<SessionGrant> {
  return (await openPage(url, { key, queryMs }))[0]!
}

describe('follow', () => {
  test('where nothing is lost it is a socket', async () => {
    await using server = await startChartServer()
    const notes = new Notes(server.url, await grantOf(server.url, 60_000))
    expect(notes.told).toEqual([])
    await notes.heard('status')
    server.finish()
    await notes.heard('chart')
    notes.following.interact(0, 1)
    await notes.heard('patch')
    notes.following.close()
    await notes.ended
    expect(notes.told).toEqual(['open', 'hello', 'status', 'chart', 'patch', 'closed CLOSED_1000'])
  })

  test('a cut socket is attached again, to the same query', async () => {
    await using server = await startChartServer({ graceMs: 10_000 })
    await using gateway = await startGateway(server.url)
    const notes = new Notes(gateway.url, await grantOf(server.url, 60_000))
    await notes.heard('status')
    gateway.cut()
    await notes.heard('status', 2)
    server.finish()
    await notes.heard('chart')
    notes.following.cut()
    await notes.heard('chart', 2)
    notes.following.close()
    await notes.ended
    expect(notes.told).toEqual([
      ...['open', 'hello', 'status', 'lost CONNECTION_LOST'],
      ...['reattached', 'hello', 'status', 'chart', 'lost CONNECTION_LOST'],
      ...['reattached', 'hello', 'chart', 'closed CLOSED_1000'],
    ])
    expect(server.queries).toEqual({ started: 1, cancelled: 0 })
  })

  test('a server that is replaced tells who comes back that the session is gone', async () => {
    const first = await startChartServer()
    const grant = await grantOf(first.url, 60_000)
    const notes = new Notes(first.url, grant)
    await notes.heard('status')
    await first.server.stop()
    await using _second = await startChartServer(
      { port: Number(new URL(first.url).port) },
      { worker: 'w1-2' },
    )
    await notes.ended
    expect(notes.told).toEqual([
      ...['open', 'hello', 'status', 'lost GOING_AWAY'],
      ...['WORKER_GONE', 'closed WORKER_GONE'],
    ])
  })

  test('it gives up where nobody comes back', async () => {
    const server = await startChartServer()
    const notes = new Notes(server.url, await grantOf(server.url, 60_000), { patienceMs: 300 })
    await notes.heard('status')
    await server.server.stop()
    await notes.ended
    expect(notes.told.slice(3)).toEqual(['lost GOING_AWAY', 'closed ECONNREFUSED'])
  })

  test('a refusal of the session is final', async () => {
    await using server = await startChartServer()
    const notes = new Notes(server.url, { ...(await grantOf(server.url, 0)), token: 'x' })
    await notes.ended
    expect(notes.told).toEqual(['open', 'BAD_TOKEN', 'closed BAD_TOKEN'])
  })

  test('where sockets are refused, the chart comes by long poll', async () => {
    await using server = await startChartServer({ pollMs: 100, graceMs: 10_000 })
    await using gateway = await startGateway(server.url)
    gateway.blockSockets()
    const notes = new Notes(gateway.url, await grantOf(server.url, 60_000))
    await notes.heard('status')
    server.finish()
    await notes.ended
    expect(notes.told.slice(0, 3)).toEqual(['lost FORBIDDEN_ORIGIN', 'reattached', 'status'])
    expect(notes.told.slice(-2)).toEqual(['chart', 'closed CLOSED_1000'])
    expect(server.queries.started).toBe(1)
  })

  test('where sockets never open, the chart comes by long poll after some tries', async () => {
    await using server = await startChartServer()
    await using gateway = await startGateway(server.url)
    gateway.blockSockets(502)
    const notes = new Notes(gateway.url, await grantOf(server.url, 0))
    await notes.ended
    expect(notes.told).toEqual(['lost HTTP_502', 'reattached', 'chart', 'closed CLOSED_1000'])
    expect(gateway.sockets).toEqual({ passed: 0, refused: 3 })
  })

  test('whoever leaves between two attempts, or polls, is let go at once', async () => {
    await using server = await startChartServer({ graceMs: 10_000 })
    await using gateway = await startGateway(server.url)
    gateway.blockSockets(502)
    const grant = await grantOf(server.url, 60_000)
    const trying = new Notes(gateway.url, grant)
    await trying.heard('lost HTTP_502')
    trying.following.close()
    expect(trying.told).toEqual(['lost HTTP_502'])
    await trying.ended
    gateway.blockSockets(400)
    const polling = new Notes(gateway.url, grant)
    await expect.poll(async () => (await fetch(`${server.url}/healthz`)).json()).toMatchObject({ polls: 1 })
    polling.following.terminate()
    await polling.ended
    expect(trying.told.at(-1)).toBe('closed CLOSED_1000')
    expect(polling.told.at(-1)).toBe('closed CONNECTION_LOST')
    await expect.poll(async () => (await fetch(`${server.url}/healthz`)).json()).toMatchObject({ polls: 0 })
  })
})
