/**
 * Every defined error of the wire. A socket is closed with `close` after an `error` message; over HTTP the
 * same error is answered with `http`. `retryable` says whether the same user may sensibly try again.
 */
export const errors = {
  MALFORMED: {
    close: 4400,
    http: 400,
    retryable: false,
    means: 'the message or parameter breaks the schema',
  },
  TOO_LARGE: { close: 1009, http: 413, retryable: false, means: 'the message is larger than the limit' },
  BAD_TOKEN: { close: 4401, http: 401, retryable: false, means: 'the token is missing, forged or expired' },
  FORBIDDEN_ORIGIN: {
    close: 4403,
    http: 403,
    retryable: false,
    means: 'the page of this origin may not embed',
  },
  UNKNOWN_SESSION: {
    close: 4404,
    http: 404,
    retryable: false,
    means: 'the session has ended or never existed',
  },
  MISROUTED: { close: 4421, http: 421, retryable: true, means: 'this process does not hold the session' },
  TOO_MANY: { close: 4429, http: 429, retryable: true, means: 'a limit on sessions or sockets is reached' },
  WORKER_GONE: {
    close: 4503,
    http: 503,
    retryable: true,
    means: 'the process that held the session has died',
  },
  DATABASE_DOWN: { close: 4503, http: 503, retryable: true, means: 'the database could not be reached' },
  DATABASE_LOST: { close: 4503, http: 503, retryable: true, means: 'the database was lost in mid-query' },
  CANCELLED: { close: 1000, http: 410, retryable: false, means: 'the user cancelled the query' },
  GOING_AWAY: { close: 1001, http: 503, retryable: true, means: 'the server is stopping' },
  SERVER_FAULT: { close: 1011, http: 500, retryable: false, means: 'a fault of the server' },
} as const

export type ErrorCode = keyof typeof errors

/** An error of the wire as it is thrown inside a server or a client. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
  readonly code: ErrorCode
  constructor(code: ErrorCode, message: string = errors[code].means, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/**
 * What a close code and its reason stand for: the error that the reason names, else the one of this close code;
 * `CONNECTION_LOST` where the peer vanished, else `CLOSED_<code>`.
 */
export function codeOfClose(close: number, reason: string): string {
  if (Object.hasOwn(errors, reason)) return reason
  if (close === 1006) return 'CONNECTION_LOST'
  // CANCELLED has it too, but then the reason says so.
  if (close === 1000) return 'CLOSED_1000'
  const entry = Object.entries(errors).find(([, error]) => error.close === close)
  return entry ? entry[0] : `CLOSED_${close}`
}

/** The body of an HTTP answer that is an error of the wire. */
export function errorBody({ code, message }: ProtocolError): object {
  return { error: { code, message, retryable: errors[code].retryable } }
}
