import { createHmac, timingSafeEqual } from 'node:crypto'
import { ProtocolError } from './protocol/codes.ts'

/** What a token vouches for: this session, held by this worker, until then (seconds since 1970). */
export interface TokenClaims {
  readonly session: string
  readonly worker: string
  readonly expires: number
}

/** Tokens stay far below this; anything longer is refused unread. */
const MAX_TOKEN_LENGTH = 1_024

/**
 * `base64url(claims).base64url(HMAC-SHA-256 of the former)`: two words and a dot, so that it may travel as a
 * WebSocket subprotocol.
 */
export function signToken(claims: TokenClaims, secret: string): string {
  const body = Buffer.from(JSON.stringify([claims.session, claims.worker, claims.expires])).toString(
    'base64url',
  )
  return `${body}.${signature(body, secret).toString('base64url')}`
}

/** The claims of a token, or BAD_TOKEN where it is malformed, forged or expired. */
export function verifyToken(token: string, secret: string, nowSeconds: number): TokenClaims {
  const dot = token.indexOf('.')
  if (token.length > MAX_TOKEN_LENGTH || dot < 1) throw new ProtocolError('BAD_TOKEN')
  const body = token.slice(0, dot)
  const given = Buffer.from(token.slice(dot + 1), 'base64url')
  const right = signature(body, secret)
  if (given.length !== right.length || !timingSafeEqual(given, right)) throw new ProtocolError('BAD_TOKEN')
  // The signature is ours, so the body has the form that signToken gave it.
  const [session, worker, expires] = JSON.parse(Buffer.from(body, 'base64url').toString()) as [
    string,
    string,
    number,
  ]
  if (nowSeconds >= expires) throw new ProtocolError('BAD_TOKEN', 'the token has expired')
  return { session, worker, expires }
}

function signature(body: string, secret: string): Buffer {
  return createHmac('sha256', secret).update(body).digest()
}
