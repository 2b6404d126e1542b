import { describe, expect, it } from 'vitest'
import { signToken, verifyToken } from './token.ts'

const secret = '00112233445566778899aabbccddeeff'
const claims = { session: 'abc_DEF-123', worker: 'w3-2', expires: 2_000_000_000 }

describe('tokens', () => {
  it('carry their claims, small and legal as a subprotocol', () => {
    const token = signToken(claims, secret)
    expect(verifyToken(token, secret, 1_999_999_999)).toEqual(claims)
    expect(token).toMatch(/^[\w.-]+$/)
    expect(token.length).toBeLessThan(200)
  })

  it('expire', () => {
    const token = signToken(claims, secret)
    expect(() => verifyToken(token, secret, 2_000_000_000)).toThrow('expired')
  })

  it.each([
    ['another secret', signToken(claims, 'ff112233445566778899aabbccddeeff')],
    ['nothing', ''],
    ['no signature', signToken(claims, secret).split('.')[0]!],
    ['an empty signature', `${signToken(claims, secret).split('.')[0]}.`],
    ['other claims under the same signature', forged()],
    ['too much', `${'a'.repeat(2_000)}.b`],
  ])('are refused with %s', (_, token) => {
    expect(() => verifyToken(token, secret, 0)).toThrow(expect.objectContaining({ code: 'BAD_TOKEN' }))
  })
})

function forged(): string {
  const [, signature] = signToken(claims, secret).split('.')
  const body = Buffer.from(JSON.stringify(['other', 'w1', 2_000_000_000])).toString('base64url')
  return `${body}.${signature}`
}
