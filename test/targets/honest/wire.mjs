// The wire as docs/protocol.md describes it: errors, tokens, hashes, parameters, messages. No state.
import { createHmac, timingSafeEqual } from 'node:crypto'

export const WORKER = 'h1'
const SENSORS = 50
const WINDOWS = 20

export const ERRORS = {
  MALFORMED: { close: 4400, http: 400, retryable: false },
  BAD_TOKEN: { close: 4401, http: 401, retryable: false },
  FORBIDDEN_ORIGIN: { close: 4403, http: 403, retryable: false },
  UNKNOWN_SESSION: { close: 4404, http: 404, retryable: false },
  MISROUTED: { close: 4421, http: 421, retryable: true },
  TOO_MANY: { close: 4429, http: 429, retryable: true },
  DATABASE_LOST: { close: 4503, http: 503, retryable: true },
  CANCELLED: { close: 1000, http: 410, retryable: false },
  GOING_AWAY: { close: 1001, http: 503, retryable: true },
}

export const nowUs = () => Number(process.hrtime.bigint() / 1_000n)
/** An error of the wire. */
export class Refusal extends Error {
  constructor(code, message = code) {
    super(message)
    this.code = code
  }
}

/** The server's end of one socket. */
export class Viewer {
  #socket
  #seq = 0

  constructor(socket) {
    this.#socket = socket
  }

  send(type, body) {
    this.#socket.send(JSON.stringify({ v: 1, type, seq: ++this.#seq, at: nowUs(), ...body }))
  }

  error({ code, message }) {
    this.send('error', { code, message, retryable: ERRORS[code].retryable })
  }

  refuse(refusal) {
    this.error(refusal)
    this.#socket.close(ERRORS[refusal.code].close, refusal.code)
  }
}

/** A viewer for the time of one long poll: `answer(status, body)` is called once. */
export class PollViewer {
  #answer
  #status

  constructor(answer) {
    this.#answer = (...args) => {
      this.#answer = () => {}
      answer(...args)
    }
  }

  send(type, body) {
    const message = { v: 1, type, seq: 1, at: nowUs(), ...body }
    if (type === 'status') this.#status = message
    else if (type === 'chart') this.#answer(200, message)
  }

  /** It has waited long enough. */
  waited() {
    this.#answer(202, this.#status)
  }

  refuse(refusal) {
    this.#answer(ERRORS[refusal.code].http, errorBody(refusal))
  }
}

export const errorBody = ({ code, message }) => ({
  error: { code, message, retryable: ERRORS[code].retryable },
})

/** `claims`: session, worker, expiry in seconds since 1970. */
export function sign(claims, secret) {
  const body = Buffer.from(JSON.stringify(claims)).toString('base64url')
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`
}

export function verify(token, secret) {
  const [body, signature = ''] = token.split('.')
  const right = createHmac('sha256', secret).update(body).digest()
  const given = Buffer.from(signature, 'base64url')
  if (given.length !== right.length || !timingSafeEqual(given, right)) throw new Refusal('BAD_TOKEN')
  const [id, worker, expiry] = JSON.parse(Buffer.from(body, 'base64url'))
  if (Date.now() / 1_000 >= expiry) throw new Refusal('BAD_TOKEN', 'the token has expired')
  return { id, worker }
}

export function hash(key, data) {
  let text = `${key.sensor}/${key.window}`
  for (const { bucket, n, lo, hi, sum } of data) text += `|${bucket},${n},${lo},${hi},${sum}`
  let a = 0x811c9dc5
  let b = 0x1b873593
  for (const c of Buffer.from(text)) {
    a = Math.imul(a ^ c, 0x01000193)
    b = Math.imul(b ^ c, 0x01000193) ^ (b >>> 15)
  }
  return [a, b].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}

export function spec() {
  const encoding = { x: { field: 'bucket', type: 'ordinal' }, y: { field: 'hi', type: 'quantitative' } }
  return { data: { name: 'chart' }, mark: 'bar', encoding }
}

function wholeNumber(given, name, least, most) {
  const raw = given[name] ?? least
  const value = typeof raw === 'string' && /^\d+$/.test(raw) ? Number(raw) : raw
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw new Refusal('MALFORMED', `${name} must be a whole number from ${least} to ${most}`)
}

function duration(text, settings) {
  if (text === undefined) return settings.queryMs
  const match = /^(\d+(?:\.\d{1,3})?)(ms|s)$/.exec(text)
  const ms = match ? Math.round(match[1] * (match[2] === 's' ? 1_000 : 1)) : Number.NaN
  if (ms <= settings.maxQueryMs) return ms
  throw new Refusal('MALFORMED', `query must be a duration, at most ${settings.maxQueryMs}ms`)
}

/** The keys and the wait of the page that `given` describes, one key for each widget. */
export function readParameters(given, settings) {
  const widgets = wholeNumber(given, 'widgets', 1, settings.limits.widgets)
  const sensor = wholeNumber(given, 'sensor', 0, SENSORS - 1)
  const window = wholeNumber(given, 'window', 0, WINDOWS - 1)
  const keys = Array.from({ length: widgets }, (_, i) => {
    const position = (sensor * WINDOWS + window + i) % (SENSORS * WINDOWS)
    return { sensor: Math.floor(position / WINDOWS), window: position % WINDOWS }
  })
  return { keys, waitMs: duration(given.query, settings) }
}

/** A client's message, checked. */
export function parseMessage(text) {
  let message
  try {
    message = JSON.parse(text)
  } catch {
    throw new Refusal('MALFORMED', 'not JSON')
  }
  const { v, type, n, value } = message ?? {}
  const right = type === 'cancel' || (type === 'interact' && Number.isInteger(n) && Number.isInteger(value))
  if (v === 1 && right) return message
  throw new Refusal('MALFORMED', '$.type: must be interact or cancel, with its members')
}
