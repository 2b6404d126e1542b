// Sessions and their slow queries, on one loop.
import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import pg from 'pg'
import { hash, nowUs, parseMessage, Refusal, sign, spec, WORKER } from './wire.mjs'

let settings
let pool
let free = 0
const waiting = []
const sessions = new Map()

/** Connects to the database; to be called once, before any session. */
export async function openSessions(given) {
  settings = given
  free = settings.connections
  pool = new pg.Pool({ connectionString: settings.databaseUrl, max: free })
  pool.on('error', (error) => console.error(error.message))
  const client = await pool.connect()
  client.release()
}

/** Ends every session and the connections. */
export async function closeSessions() {
  const all = [...sessions.values()]
  for (const session of all) end(session, new Refusal('GOING_AWAY'))
  await Promise.all(all.map((session) => session.cancelled))
  await pool?.end()
}

export const findSession = (id) => sessions.get(id)

/** Makes a session, whose query starts with it, and returns what the page hands out. */
export function createSession(key, waitMs) {
  if (sessions.size >= settings.limits.sessions) throw new Refusal('TOO_MANY')
  const id = randomBytes(12).toString('base64url')
  const session = { id, key, waitMs, viewers: new Set(), state: 'queued', created: nowUs(), asked: nowUs() }
  sessions.set(id, session)
  endUnlessWatched(session, settings.attachMs)
  waiting.push(session)
  runWaiting()
  const expiry = Math.ceil((Date.now() + settings.sessionMs) / 1_000)
  return { id, token: sign([id, WORKER, expiry], settings.secret), socket: `/session?w=${WORKER}` }
}

function runWaiting() {
  while (free > 0 && waiting.length > 0) {
    free--
    runQuery(waiting.shift()).finally(() => {
      free++
      runWaiting()
    })
  }
  for (const [position, session] of waiting.entries()) {
    if (session.position === position) continue
    session.position = position
    for (const viewer of session.viewers) greet(session, viewer)
  }
}

async function runQuery(session) {
  const { sensor, window } = session.key
  let client
  try {
    client = await pool.connect()
    if (!sessions.has(session.id)) return
    session.client = client
    const connected = nowUs()
    become(session, 'running')
    const { rows } = await client.query(
      'select bucket, n, lo, hi, sum, took_us from bench.chart($1, $2, $3)',
      [sensor, window, session.waitMs],
    )
    const { created, asked } = session
    const stages = { created, asked, connected, result: nowUs(), queryUs: rows[0]?.took_us ?? 0 }
    session.data = rows.map(({ bucket, n, lo, hi, sum }) => ({ bucket, n, lo, hi, sum }))
    session.chart = {
      sensor,
      window,
      spec: spec(),
      data: session.data,
      hash: hash(session.key, session.data),
      stages,
    }
    become(session, 'ready')
  } catch (error) {
    console.error(error)
    end(session, new Refusal('DATABASE_LOST'))
  } finally {
    session.client = undefined
    // The cancel request is answered before its query fails, so the backend is free for the next one.
    await session.cancelled
    client?.release()
  }
}

function become(session, state) {
  session.state = state
  for (const viewer of session.viewers) greet(session, viewer)
}

/** Tells a viewer how things are. */
function greet(session, viewer) {
  if (session.state === 'queued') viewer.send('status', { state: 'queued', position: session.position ?? 0 })
  else if (session.state === 'running') viewer.send('status', { state: 'running' })
  else viewer.send('chart', session.chart)
}

/** A viewer has come. Returns what is to be called when it has gone. */
export function watch(session, viewer) {
  clearTimeout(session.timer)
  session.viewers.add(viewer)
  viewer.send('hello', { session: session.id, worker: WORKER })
  greet(session, viewer)
  return () => {
    session.viewers.delete(viewer)
    if (session.viewers.size === 0) endUnlessWatched(session, settings.graceMs)
  }
}

/** A socket has come. */
export function attach(session, socket, viewer) {
  socket.on('message', (data) => {
    try {
      receive(session, viewer, parseMessage(String(data)))
    } catch (error) {
      viewer.refuse(error)
    }
  })
  socket.on('close', watch(session, viewer))
}

function receive(session, viewer, message) {
  if (message.type === 'cancel') return end(session, new Refusal('CANCELLED'))
  if (!session.data) return viewer.error(new Refusal('MALFORMED', 'there is no chart yet'))
  const above = session.data.filter((row) => row.hi >= message.value).map((row) => row.bucket)
  viewer.send('patch', { n: message.n, level: message.value, above })
}

function endUnlessWatched(session, ms) {
  session.timer = setTimeout(() => end(session, new Refusal('UNKNOWN_SESSION')), ms)
}

/** Ends a session: viewers are told, its query is cancelled in the database, its id means nothing more. */
function end(session, refusal) {
  if (!sessions.delete(session.id)) return
  clearTimeout(session.timer)
  for (const viewer of session.viewers) viewer.refuse(refusal)
  const place = waiting.indexOf(session)
  if (place >= 0) waiting.splice(place, 1)
  if (session.client) session.cancelled = cancel(session.client)
}

/** The protocol's cancel request, which takes no place of the role's limit; resolves when it has been obeyed. */
function cancel({ host, port, processID, secretKey }) {
  const request = Buffer.alloc(16)
  for (const [i, word] of [16, 80_877_102, processID, secretKey].entries()) request.writeInt32BE(word, 4 * i)
  const socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host)
  return new Promise((resolve) => socket.on('error', resolve).on('close', resolve).end(request))
}
