import { describe, expect, test } from 'vitest'
import { errors } from './codes.ts'
import { type AttemptEnd, isTransient, PATIENCE_MS, pollPath, Reattachment } from './reattach.ts'

const cut: AttemptEnd = { way: 'socket', code: 'CONNECTION_LOST', attachedMs: 5_000, foreign: false }
const failed: AttemptEnd = { way: 'socket', code: 'ECONNREFUSED', attachedMs: 0, foreign: false }

describe('Reattachment', () => {
  test('waits twice as long each time, up to 2 s', () => {
    const attempts = new Reattachment(true)
    const delays = [cut, ...Array<AttemptEnd>(6).fill(failed)].map(
      (end) => attempts.after(end, 0, 0)?.afterMs,
    )
    expect(delays).toEqual([100, 200, 400, 800, 1_600, 2_000, 2_000])
  })

  test('jitter shortens a delay by up to a half', () => {
    const afterMs = (random: number) => new Reattachment(true).after(cut, 0, random)?.afterMs
    expect([afterMs(0), afterMs(0.5), afterMs(1)]).toEqual([100, 75, 50])
  })

  test('gives up when patience is used up, counted from the loss', () => {
    const attempts = new Reattachment(true)
    let nowMs = 1_000
    let tries = 0
    for (let next = attempts.after(cut, nowMs, 0); next; next = attempts.after(failed, nowMs, 0)) {
      nowMs += next.afterMs
      tries++
    }
    expect(nowMs).toBeGreaterThan(1_000 + PATIENCE_MS - 2_000)
    expect(nowMs).toBeLessThanOrEqual(1_000 + PATIENCE_MS)
    expect(tries).toBe(10)
    expect(new Reattachment(true, 0).after(cut, 0, 1)).toBeUndefined()
  })

  test('begins anew after an attachment that lasted, not after one that did not', () => {
    const attempts = new Reattachment(true)
    attempts.after(cut, 0, 0)
    attempts.after(failed, 100, 0)
    expect(attempts.after({ ...cut, attachedMs: 10 }, 400, 0)?.afterMs).toBe(400)
    expect(attempts.after({ ...cut, attachedMs: 1_000 }, 60_000, 0)?.afterMs).toBe(100)
  })

  test('falls back to long poll where no socket was ever open', () => {
    const attempts = new Reattachment(false)
    const ways = () => attempts.after(failed, 0, 0)?.way
    expect([ways(), ways(), ways()]).toEqual(['socket', 'socket', 'poll'])
    // HTTP does not work either, so sockets are not to blame.
    expect(attempts.after({ ...failed, way: 'poll' }, 0, 0)?.way).toBe('socket')
    expect(ways()).toBe('poll')
  })

  test('stays with sockets where one was open', () => {
    for (const attempts of [new Reattachment(true), new Reattachment(false)]) {
      const ways = [{ ...cut, attachedMs: 1 }, failed, failed, failed, failed].map(
        (end) => attempts.after(end, 0, 0)?.way,
      )
      expect(ways).toEqual(Array(5).fill('socket'))
    }
  })

  test('falls back at once where something foreign refuses sockets', () => {
    const refused = (code: string) => new Reattachment(true).after({ ...failed, code, foreign: true }, 0, 0)
    expect(refused('FORBIDDEN_ORIGIN')).toEqual({ way: 'poll', afterMs: 0 })
    expect(refused('HTTP_426')).toEqual({ way: 'poll', afterMs: 0 })
    expect(refused('HTTP_502')).toEqual({ way: 'socket', afterMs: 100 })
  })

  test('takes every error of the wire but GOING_AWAY for final', () => {
    const transient = Object.keys(errors).filter(isTransient)
    expect(transient).toEqual(['GOING_AWAY'])
    for (const code of ['WORKER_GONE', 'EMFILE', 'CLOSED_1000', 'MALFORMED']) {
      expect(new Reattachment(true).after({ ...cut, code }, 0, 0)).toBeUndefined()
    }
  })
})

test.each([
  [{ id: 'abc', socket: '/session?w=w1' }, '/sessions/abc/chart?w=w1'],
  [{ id: 'a/b', socket: '/session' }, '/sessions/a%2Fb/chart'],
])('the long poll of %j is %s', (grant, path) => {
  expect(pollPath(grant)).toBe(path)
})
