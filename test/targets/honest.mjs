#!/usr/bin/env node
// A target that was written after docs/protocol.md alone. It uses nothing else of this repository, only Node's
// own modules, `ws` and `pg`: what it can do, a program in any language can.
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'
import { WebSocketServer } from 'ws'
import { attach, closeSessions, createSession, findSession, openSessions, watch } from './honest/sessions.mjs'
import {
  ERRORS,
  errorBody,
  PollViewer,
  Refusal,
  readParameters,
  Viewer,
  verify,
  WORKER,
} from './honest/wire.mjs'

let settings

function openPage(given) {
  const { keys, waitMs } = readParameters(given, settings)
  return keys.map((key) => createSession(key, waitMs))
}

/** Whether a page of this origin may use us: ours, those we were told of, or no page at all. */
function allowed({ origin, host }) {
  const ours = ['127.0.0.1', 'localhost', '[::1]'].includes(host?.replace(/:\d+$/, ''))
  return (
    ours && (origin === undefined || origin === `http://${host}` || settings.allowedOrigins.includes(origin))
  )
}

async function answer(request, response) {
  const { pathname, searchParams } = new URL(request.url, 'http://127.0.0.1')
  try {
    if (!allowed(request.headers)) throw new Refusal('FORBIDDEN_ORIGIN')
    if (request.method === 'GET' && pathname === '/') {
      const grants = JSON.stringify(openPage(Object.fromEntries(searchParams)))
      reply(
        response,
        200,
        'text/html',
        `<!doctype html><script type="application/json" id="bench-sessions">${grants}</script>`,
      )
    } else if (request.method === 'POST' && pathname === '/sessions') {
      let body = ''
      for await (const chunk of request) body += chunk
      reply(response, 200, 'application/json', JSON.stringify(openPage(JSON.parse(body))))
    } else if (request.method === 'GET' && /^\/sessions\/[^/]+\/chart$/.test(pathname))
      poll(request, response, pathname.split('/')[2])
    else if (pathname === '/healthz') reply(response, 200, 'application/json', '{"ok":true}')
    else throw new Refusal('UNKNOWN_SESSION', 'there is nothing at this path')
  } catch (error) {
    const refusal = error instanceof Refusal ? error : new Refusal('MALFORMED', error.message)
    reply(response, ERRORS[refusal.code].http, 'application/json', JSON.stringify(errorBody(refusal)))
  }
}

function poll(request, response, id) {
  const session = sessionOf(request.headers.authorization?.replace(/^Bearer /, '') ?? '')
  if (session.id !== id) throw new Refusal('BAD_TOKEN')
  const viewer = new PollViewer((status, body) =>
    reply(response, status, 'application/json', JSON.stringify(body)),
  )
  const timer = setTimeout(() => viewer.waited(), settings.pollMs)
  const leave = watch(session, viewer)
  response.on('close', () => {
    clearTimeout(timer)
    leave()
  })
}

/** The session that a token vouches for. */
function sessionOf(token) {
  const { id, worker } = verify(token, settings.secret)
  if (worker !== WORKER) throw new Refusal('MISROUTED')
  const session = findSession(id)
  if (!session) throw new Refusal('UNKNOWN_SESSION')
  return session
}

function reply(response, status, type, body) {
  response
    .writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store', Connection: 'close' })
    .end(body)
}

function say(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`)
}

const http = createServer(answer)
let sockets

function listen() {
  sockets = new WebSocketServer({
    server: http,
    path: '/session',
    maxPayload: settings.limits.messageBytes,
    handleProtocols: (offered) => (offered.has('bench.v1') ? 'bench.v1' : false),
  })
  sockets.on('connection', (socket, request) => {
    const viewer = new Viewer(socket)
    socket.on('error', () => socket.terminate())
    try {
      if (!allowed(request.headers)) throw new Refusal('FORBIDDEN_ORIGIN')
      const [version, token = ''] = (request.headers['sec-websocket-protocol'] ?? '').split(/\s*,\s*/)
      if (version !== 'bench.v1') throw new Refusal('MALFORMED', 'the first subprotocol must be bench.v1')
      attach(sessionOf(token), socket, viewer)
    } catch (error) {
      viewer.refuse(error)
    }
  })
  return new Promise((resolve, reject) => {
    http.once('error', reject)
    http.listen({ port: settings.port, host: '127.0.0.1', backlog: 4_096 }, resolve)
  })
}

// The target protocol.

async function start(given) {
  settings = given
  await openSessions(settings)
  await listen()
  say({
    type: 'ready',
    protocol: 1,
    url: `http://127.0.0.1:${http.address().port}`,
    processes: [{ role: 'server', pid: process.pid, worker: WORKER, slots: settings.connections }],
    slots: [settings.connections],
    capabilities: {
      sticky: true,
      responsive: { async: true, blocking: false },
      databaseLoss: 'sessions-fail',
      roles: {},
    },
  })
}

let stopping

async function stop() {
  http.close()
  await closeSessions()
  http.closeAllConnections()
  say({ type: 'stopped' })
  process.exit(0)
}

process.on('SIGTERM', () => (stopping ??= stop()))
createInterface({ input: process.stdin })
  .on('line', (line) => {
    const message = JSON.parse(line)
    if (message.type === 'settings') {
      start(message.settings).catch((error) => {
        say({ type: 'failed', code: 'START_FAILED', message: error.message })
        process.exit(1)
      })
    } else if (message.type === 'fault') {
      say({ type: 'fault', id: message.id, ok: false, message: 'no role suffers a fault' })
    } else if (message.type === 'stop') stopping ??= stop()
  })
  .on('close', () => (stopping ??= stop()))
