import type { IncomingMessage } from 'node:http'
import type { Counts } from '../metrics/counts.ts'
import type { Probe } from '../probe/probe.ts'
import { ProtocolError } from '../protocol/codes.ts'
import type { Settings } from '../settings.ts'
import { verifyToken } from '../token.ts'
import { isPredecessor } from '../workerName.ts'
import type { Session } from './session.ts'
import type { Sessions } from './sessions.ts'

/** Set or removed on every request by a proxy that knows which workers there are. */
const GONE_HEADER = 'x-bench-worker-gone'

interface AdmissionParts {
  readonly settings: Settings
  readonly worker: string
  readonly sessions: Sessions
  readonly probe: Probe
  readonly counts: Counts
  /** Whether a request belongs to a worker that has died, as the front has found out. */
  readonly isGone: (request: IncomingMessage) => boolean
}

/** Decides who may watch a session, the same for sockets and long polls. */
export class Admission {
  readonly #parts: AdmissionParts

  constructor(parts: AdmissionParts) {
    this.#parts = parts
  }

  /**
   * The session that `token` vouches for. `viewers` is how many would watch then, of all sessions. Throws, in
   * this order: TOO_MANY, BAD_TOKEN, WORKER_GONE, MISROUTED, UNKNOWN_SESSION or GOING_AWAY.
   */
  session(request: IncomingMessage, token: string, viewers: number): Session {
    const { settings, worker, sessions, probe, counts, isGone } = this.#parts
    const { sockets } = settings.limits
    if (viewers > sockets) throw new ProtocolError('TOO_MANY', `at most ${sockets} sockets at a time`)
    const claims = verifyToken(token, settings.secret, Date.now() / 1_000)
    if (isGone(request) || isPredecessor(claims.worker, worker)) throw new ProtocolError('WORKER_GONE')
    if (claims.worker !== worker) {
      counts.misroutes++
      probe.event('misrouted', claims.session)
      throw new ProtocolError('MISROUTED', `the session lives in ${claims.worker}, this is ${worker}`)
    }
    return sessions.get(claims.session)
  }
}

/** Whether the proxy in front says that the worker which a request is for has died. */
export function saysGone({ headers }: IncomingMessage): boolean {
  return headers[GONE_HEADER] === '1'
}
