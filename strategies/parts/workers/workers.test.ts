import { connect, createServer, type Server } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { mostRoom } from './balance.ts'
import { divideSlots } from './divide.ts'
import { peekRequest, type RequestTarget, requestTarget } from './requestHead.ts'

describe('divideSlots', () => {
  it('never rounds a connection away', () => {
    expect(divideSlots(10, 4)).toEqual([3, 3, 2, 2])
    expect(divideSlots(4, 4)).toEqual([1, 1, 1, 1])
    for (let workers = 1; workers <= 12; workers++) {
      const sum = divideSlots(12, workers).reduce((total, one) => total + one, 0)
      expect(sum).toBe(12)
    }
  })

  it('refuses to leave a worker without a connection', () => {
    expect(() => divideSlots(3, 4)).toThrow('3 connections cannot serve 4 workers')
  })
})

describe('mostRoom', () => {
  it('fills free slots before anybody queues, in proportion to the slots', () => {
    const workers = [3, 3, 2, 2].map((slots) => ({ slots, load: 0 }))
    for (let i = 0; i < 10; i++) mostRoom(workers)!.load++
    expect(workers.map((worker) => worker.load)).toEqual([3, 3, 2, 2])
    for (let i = 0; i < 10; i++) mostRoom(workers)!.load++
    expect(workers.map((worker) => worker.load)).toEqual([6, 6, 4, 4])
  })

  it('knows nobody where there is nobody', () => {
    expect(mostRoom([])).toBeUndefined()
  })
})

describe('requestTarget', () => {
  it.each([
    ['GET /session?w=w3 HTTP/1.1', { worker: 'w3', newSessions: 0 }],
    ['GET /sessions/abc/chart?w=w2 HTTP/1.1', { worker: 'w2', newSessions: 0 }],
    ['OPTIONS /sessions/abc/chart?w=w2 HTTP/1.1', { worker: 'w2', newSessions: 0 }],
    ['GET /metrics?w=w2 HTTP/1.1', { worker: 'w2', newSessions: 0 }],
    ['GET /healthz?w=w2 HTTP/1.1', { worker: 'w2', newSessions: 0 }],
    ['GET /healthz HTTP/1.1', { worker: undefined, newSessions: 0 }],
    ['POST /sessions?w=w2 HTTP/1.1', { worker: undefined, newSessions: 1 }],
    ['GET / HTTP/1.1', { worker: undefined, newSessions: 1 }],
    ['GET /?widgets=3&sensor=1 HTTP/1.1', { worker: undefined, newSessions: 3 }],
    ['GET /?widgets=x&w=w1 HTTP/1.1', { worker: undefined, newSessions: 1 }],
    ['GET /?widgets=99999999 HTTP/1.1', { worker: undefined, newSessions: 1_000 }],
    ['POST /sessions HTTP/1.1', { worker: undefined, newSessions: 1 }],
    ['GET /embed.js HTTP/1.1', { worker: undefined, newSessions: 0 }],
  ])('%s', (line, target) => {
    expect(requestTarget(line)).toEqual(target)
  })

  it.each(['', 'hello', 'GET', 'GET http://elsewhere/ HTTP/1.1', 'GET / HTTP/2', '\u0016\u0003\u0001'])(
    'refuses %j',
    (line) => {
      expect(requestTarget(line)).toBeUndefined()
    },
  )
})

describe('peekRequest', () => {
  let server: Server | undefined
  afterEach(() => server?.close())

  /** A server that peeks, and a client that sends the pieces one after the other. */
  async function peek(pieces: string[]): Promise<{ target: RequestTarget; head: string } | 'cut'> {
    const seen = new Promise<{ target: RequestTarget; head: string }>((resolve) => {
      server = createServer((socket) =>
        peekRequest(socket, (target, head) => {
          resolve({ target, head: head.toString('latin1') })
          socket.destroy()
        }),
      )
    })
    await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve))
    const { port } = server!.address() as { port: number }
    const client = connect(port, '127.0.0.1')
    client.on('error', () => {})
    const cut = new Promise<'cut'>((resolve) => client.once('close', () => resolve('cut')))
    for (const piece of pieces) await new Promise((resolve) => client.write(piece, resolve))
    return Promise.race([seen, cut])
  }

  it('keeps every byte that it has read', async () => {
    const request = 'GET /session?w=w1 HTTP/1.1\r\nHost: x\r\n\r\n'
    expect(await peek([request])).toEqual({ target: { worker: 'w1', newSessions: 0 }, head: request })
  })

  it('waits for the end of the first line', async () => {
    const seen = await peek(['GE', 'T /?widg', 'ets=2 HTTP/1.1\r', '\nHost: x\r\n'])
    expect(seen).toMatchObject({ target: { newSessions: 2 } })
  })

  it('cuts off what is no request, and a line without end', async () => {
    expect(await peek(['\u0016\u0003\u0001 is no HTTP\r\n'])).toBe('cut')
    expect(await peek(['x'.repeat(9_000)])).toBe('cut')
  })
})
