import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { nowUs } from '../../../strategies/app/clock.ts'
import {
  BUCKETS,
  bucketsAbove,
  type ChartKey,
  type ChartRow,
  chartHash,
  keyName,
  SENSORS,
  WINDOWS,
  widgetKey,
} from '../../../strategies/app/protocol/chart.ts'
import { parseClientMessage } from '../../../strategies/app/protocol/messages.ts'

/**
 * What this server does with a session: `ok` as the wire says; `wrong-chart` sends another key's content;
 * `forged` sends altered rows under the right hash; `duplicate` sends the chart twice; `gap` leaves a sequence
 * number out; `malformed` breaks the schema; `silent` never answers; `gone` reports WORKER_GONE and closes;
 * `cut` drops every connection after `hello`, `cut-once` the first of a session, `closed` each before it is
 * upgraded; `hanging-once` never upgrades the first of a session; `going-away` says so on the first and closes it; `wrong-patch` answers interactions wrongly; `no-patch` not at all.
 */
export type Behaviour =
  | 'ok'
  | 'wrong-chart'
  | 'forged'
  | 'duplicate'
  | 'gap'
  | 'malformed'
  | 'silent'
  | 'gone'
  | 'cut'
  | 'cut-once'
  | 'closed'
  | 'hanging-once'
  | 'going-away'
  | 'wrong-patch'
  | 'no-patch'

export interface WireServer extends AsyncDisposable {
  readonly url: string
  /** When each page was asked for, µs of CLOCK_MONOTONIC, in order of arrival. */
  readonly pagesAtUs: readonly number[]
  /** The path of every socket that was asked for, in order of arrival. */
  readonly openings: readonly string[]
  /** The close code of every socket that has closed. */
  readonly closeCodes: readonly number[]
}

/** The content of a key, as this server makes it up. */
export function rowsOf(key: ChartKey): ChartRow[] {
  return Array.from({ length: BUCKETS }, (_, bucket) => {
    const hi = 1_000 * key.sensor + 100 * key.window + 7 * ((bucket * 13) % BUCKETS)
    return { bucket, n: 20, lo: hi - 50, hi, sum: 20 * (hi - 25) }
  })
}

/** The hash of every key. */
export function expectedHashes(): Record<string, string> {
  const keys = Array.from({ length: SENSORS * WINDOWS }, (_, i) => widgetKey({ sensor: 0, window: 0 }, i))
  return Object.fromEntries(keys.map((key) => [keyName(key), chartHash(key, rowsOf(key))]))
}

/** A small server of pages, sockets and long polls without a database, whose query is a timer. */
export async function startWireServer(
  options: { behaviour?: Behaviour; refusePages?: boolean } = {},
): Promise<WireServer> {
  const { behaviour = 'ok', refusePages = false } = options
  const pagesAtUs: number[] = []
  const closeCodes: number[] = []
  const openings: string[] = []
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/sessions/')) {
      poll(request, response)
      return
    }
    pagesAtUs.push(nowUs())
    if (refusePages) refuse(response)
    else page(request, response)
  })
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    handleProtocols: () => 'bench.v1',
  })
  server.on('upgrade', (request, socket, head) => {
    if (!request.url?.startsWith('/session?')) {
      socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
      return
    }
    const isFirst = !openings.includes(request.url)
    openings.push(request.url)
    if (behaviour === 'hanging-once' && isFirst) {
      socket.on('end', () => socket.destroy()).resume()
      return
    }
    if (behaviour === 'closed') {
      socket.destroy()
      return
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on('close', (code) => closeCodes.push(code))
      serve(webSocket, request, isFirst ? behaviour : later(behaviour))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pagesAtUs,
    openings,
    closeCodes,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets.clients) socket.terminate()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function refuse(response: ServerResponse): void {
  response.writeHead(429, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ error: { code: 'TOO_MANY', message: 'no more' } }))
}

function page(request: IncomingMessage, response: ServerResponse): void {
  const query = new URL(request.url ?? '/', 'http://fixture').searchParams
  const first = { sensor: Number(query.get('sensor')), window: Number(query.get('window')) }
  const grants = Array.from({ length: Number(query.get('widgets') ?? 1) }, (_, i) => {
    const key = widgetKey(first, i)
    const socket = `/session?w=a1&key=${keyName(key)}&query=${query.get('query')}`
    return { id: `${keyName(key)}`, token: 'dG9rZW4.c2ln', socket }
  })
  response.writeHead(200, { 'content-type': 'text/html' })
  const json = JSON.stringify(grants)
  response.end(`<!doctype html><script type="application/json" id="bench-sessions">${json}</script>`)
}

/** The long poll of a session, which is answered when the query has ended. */
function poll(request: IncomingMessage, response: ServerResponse): void {
  const { key, queryMs } = sessionOf(request)
  const created = nowUs()
  const timer = setTimeout(() => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ v: 1, type: 'chart', seq: 1, at: nowUs(), ...chartOf(key, created) }))
  }, queryMs)
  response.on('close', () => clearTimeout(timer))
}

/** What a session asks for, which its path says here. */
function sessionOf(request: IncomingMessage): { key: ChartKey; queryMs: number } {
  const query = new URL(request.url ?? '/', 'http://fixture').searchParams
  const [sensor = 0, window = 0] = (query.get('key') ?? '').split('/').map(Number)
  return { key: { sensor, window }, queryMs: Number.parseFloat(query.get('query') ?? '0') }
}

/** The body of a chart message. */
function chartOf(key: ChartKey, created: number) {
  const data = rowsOf(key)
  const result = nowUs()
  const stages = { created, asked: created, connected: created, result, queryUs: result - created }
  return { ...key, spec: { mark: 'area' }, data, hash: chartHash(key, data), stages }
}

/** What a second socket of a session meets. */
function later(behaviour: Behaviour): Behaviour {
  return ['cut-once', 'going-away', 'hanging-once'].includes(behaviour) ? 'ok' : behaviour
}

function serve(socket: WebSocket, request: IncomingMessage, behaviour: Behaviour): void {
  const { key, queryMs } = sessionOf(request)
  const created = nowUs()
  let seq = 0
  const send = (type: string, body: object) => {
    socket.send(JSON.stringify({ v: 1, type, seq: ++seq, at: nowUs(), ...body }))
  }
  const sendChart = () => {
    const chart = chartOf(behaviour === 'wrong-chart' ? widgetKey(key, 1) : key, created)
    send('chart', behaviour === 'forged' ? { ...chart, data: chart.data.slice(1) } : chart)
  }

  send('hello', { session: 's', worker: 'a1' })
  if (behaviour === 'gone') {
    send('error', { code: 'WORKER_GONE', message: 'the worker has died', retryable: true })
    socket.close(4503, 'WORKER_GONE')
    return
  }
  if (behaviour === 'going-away') {
    send('error', { code: 'GOING_AWAY', message: 'the server is stopping', retryable: true })
    socket.close(1001, 'GOING_AWAY')
    return
  }
  if (behaviour === 'cut' || behaviour === 'cut-once') {
    socket.terminate()
    return
  }
  if (behaviour === 'malformed') {
    socket.send('{"v":1,"type":"status","seq":2}')
    return
  }
  if (behaviour === 'gap') seq++
  send('status', { state: 'running' })
  socket.on('message', (data) => {
    const parsed = parseClientMessage(String(data))
    if (!parsed.ok || parsed.message.type !== 'interact' || behaviour === 'no-patch') return
    const { n, value } = parsed.message
    const above = behaviour === 'wrong-patch' ? [] : bucketsAbove(rowsOf(key), value)
    send('patch', { n, level: value, above })
  })
  if (behaviour === 'silent') return
  const timer = setTimeout(() => {
    sendChart()
    if (behaviour === 'duplicate') sendChart()
  }, queryMs)
  socket.on('close', () => clearTimeout(timer))
}
