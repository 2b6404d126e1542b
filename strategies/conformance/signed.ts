import type { SessionGrant } from '../app/protocol/messages.ts'
import { signToken, verifyToken } from '../app/token.ts'
import type { Subject } from './contract.ts'

/** A worker that no target has. */
export const NOBODY = 'zz9'

/** What the token of a grant says. */
export function claimsOf({ settings }: Subject, { token }: SessionGrant): ReturnType<typeof verifyToken> {
  return verifyToken(token, settings.secret, Date.now() / 1_000)
}

/** The token of a grant with other claims, signed as the target signs. */
export function resigned(
  subject: Subject,
  grant: SessionGrant,
  changed: Partial<ReturnType<typeof verifyToken>>,
): string {
  return signToken({ ...claimsOf(subject, grant), ...changed }, subject.settings.secret)
}
