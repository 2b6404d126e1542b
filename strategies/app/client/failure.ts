import { type ErrorCode, errors, ProtocolError } from '../protocol/codes.ts'

/** A failure that the wire does not define: of the connection, or an HTTP status outside the protocol. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError'
  readonly code: string
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/**
 * The code that a failure is counted under: an error code of the wire, or the system's own (`ECONNREFUSED`,
 * `EMFILE`, `EADDRNOTAVAIL`), which tell a target at fault from a machine at its limits.
 */
export function failureCode(failure: Error): string {
  const code = (failure as { code?: unknown }).code
  return typeof code === 'string' ? code : 'CONNECTION_FAILED'
}

/** Whether `text` names an error of the wire. */
export function isErrorCode(text: unknown): text is ErrorCode {
  return typeof text === 'string' && Object.hasOwn(errors, text)
}

/**
 * What an HTTP answer other than the expected one means: the error that its JSON body names, else the wire's
 * error of that status, else a ConnectionError `HTTP_<status>` (a proxy's own 502, say).
 */
export function refusal(status: number, body: string): ProtocolError | ConnectionError {
  const named = namedError(body)
  if (named) return named
  const code = codes.find((one) => errors[one].http === status)
  if (code) return new ProtocolError(code, `HTTP status ${status}: ${errors[code].means}`)
  return new ConnectionError(`HTTP_${status}`, `HTTP status ${status}`)
}

const codes = Object.keys(errors) as ErrorCode[]

/** The error that the JSON of an HTTP answer names; undefined where it is none of the wire's. */
export function namedError(body: string): ProtocolError | undefined {
  if (!body.startsWith('{')) return undefined
  let value: { error?: { code?: unknown; message?: unknown } }
  try {
    value = JSON.parse(body)
  } catch {
    // Not the protocol's JSON: the status then decides.
    return undefined
  }
  const { code, message } = value.error ?? {}
  if (!isErrorCode(code)) return undefined
  return typeof message === 'string' ? new ProtocolError(code, message) : new ProtocolError(code)
}
