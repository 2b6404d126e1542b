import type { Socket } from 'node:net'

/** What the first line of a request says about whom it is for. */
export interface RequestTarget {
  /** The worker that the request names: it is for a session that lives there, or asks how that worker is. */
  readonly worker: string | undefined
  /** Sessions that it will create: those go to whoever has room. */
  readonly newSessions: number
}

/** No honest client needs longer for its first line, or a longer one. */
const HEAD_TIMEOUT_MS = 10_000
const MOST_LINE_BYTES = 8_192

/** Paths whose `w` names a worker; elsewhere it means nothing. */
const names = /^\/(session|sessions\/[^/]+\/chart|healthz|metrics)$/

/** Reads `GET /session?w=w3 HTTP/1.1`; undefined where it is no request line. */
export function requestTarget(line: string): RequestTarget | undefined {
  const match = /^(GET|POST|OPTIONS|HEAD) (\/\S*) HTTP\/1\.[01]$/.exec(line)
  if (!match) return undefined
  const [path = '', query = ''] = match[2]!.split('?', 2)
  const parameters = new URLSearchParams(query)
  const worker = names.test(path) ? (parameters.get('w') ?? undefined) : undefined
  const creates = (match[1] === 'GET' && path === '/') || (match[1] === 'POST' && path === '/sessions')
  const widgets = Number(parameters.get('widgets') ?? 1)
  return {
    worker,
    newSessions: creates ? Math.min(Math.max(1, Number.isInteger(widgets) ? widgets : 1), 1_000) : 0,
  }
}

/**
 * Waits for the first line of a connection and calls `done` with it and with all bytes read so far; from then
 * on nothing is read here, and the socket can be handed on. Whoever sends no request line, or too slowly, is cut off.
 */
export function peekRequest(socket: Socket, done: (target: RequestTarget, head: Buffer) => void): void {
  let head: Buffer = Buffer.alloc(0)
  const cut = () => socket.destroy()
  const timer = setTimeout(cut, HEAD_TIMEOUT_MS)
  const take = (chunk: Buffer) => {
    head = head.length === 0 ? chunk : Buffer.concat([head, chunk])
    const end = head.indexOf('\r\n')
    if (end < 0 && head.length < MOST_LINE_BYTES) return
    const target = end < 0 ? undefined : requestTarget(head.toString('latin1', 0, end))
    stop()
    if (!target) return cut()
    stopReading(socket)
    done(target, head)
  }
  const stop = () => {
    clearTimeout(timer)
    socket.off('data', take)
    socket.off('error', cut)
    socket.off('close', stop)
  }
  socket.on('data', take)
  socket.on('error', cut)
  socket.on('close', stop)
}

/**
 * `pause` alone reads on until a buffer is full, and what is read here is lost to the process that the socket
 * is handed to. Node has no other name for it than the handle's own.
 */
function stopReading(socket: Socket): void {
  socket.pause()
  const { _handle: handle } = socket as unknown as { _handle?: { readStop(): void } }
  handle?.readStop()
}
