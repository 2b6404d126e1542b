import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPostgres } from '../../../harness/services/testPostgres.ts'
import { Connections } from './connections.ts'

let postgres: Awaited<ReturnType<typeof startTestPostgres>>
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres[Symbol.asyncDispose]())

const never = new AbortController().signal
const ignore = () => {}

function connections(size: number): Connections {
  return new Connections({ url: postgres.postgres.url, application: 'test', size })
}

describe('connections', () => {
  it('are lent in the order of asking, and tell the position', async () => {
    const lent = connections(1)
    const first = await lent.borrow(never, ignore)
    const order: string[] = []
    const positions: number[] = []
    const second = lent.borrow(never, ignore).then((one) => {
      order.push('second')
      return one
    })
    const third = lent
      .borrow(never, (position) => positions.push(position))
      .then((one) => {
        order.push('third')
        return one
      })
    expect(positions).toEqual([1])
    expect(lent.usage()).toEqual({ inUse: 1, waiting: 2 })
    lent.release(first)
    lent.release(await second)
    lent.release(await third)
    expect(order).toEqual(['second', 'third'])
    expect(lent.usage()).toEqual({ inUse: 0, waiting: 0 })
    await lent.stop()
  })

  it('let go of who waits when his signal is aborted', async () => {
    const lent = connections(1)
    const held = await lent.borrow(never, ignore)
    const leaving = new AbortController()
    const waiting = lent.borrow(leaving.signal, ignore)
    leaving.abort()
    await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(lent.usage().waiting).toBe(0)
    lent.release(held)
    await lent.stop()
  })

  it('are safe for the next query after a cancel', async () => {
    const lent = connections(1)
    for (let round = 0; round < 20; round++) {
      const connection = await lent.borrow(never, ignore)
      const slow = connection.client.query('select pg_sleep(30)')
      const cancelled = connection.cancel()
      await expect(slow).rejects.toMatchObject({ code: '57014' })
      await cancelled
      const { rows } = await connection.client.query('select 1 as one')
      expect(rows).toEqual([{ one: 1 }])
      lent.release(connection)
    }
    await lent.stop()
  })

  it('are made anew where one was lost, for who waits first', async () => {
    const lent = connections(1)
    const held = await lent.borrow(never, ignore)
    const waiting = lent.borrow(never, ignore)
    await held.client.query('select pg_terminate_backend(pg_backend_pid())').catch(ignore)
    lent.discard(held)
    const fresh = await waiting
    expect(fresh).not.toBe(held)
    const { rows } = await fresh.client.query('select 1 as one')
    expect(rows).toEqual([{ one: 1 }])
    lent.release(fresh)
    await lent.stop()
  })

  it('say that the database is down, to each who asks', async () => {
    const lent = new Connections({ url: 'postgres://x:y@127.0.0.1:1/z', application: 'test', size: 1 })
    const asked = [lent.borrow(never, ignore), lent.borrow(never, ignore)]
    for (const one of asked) await expect(one).rejects.toMatchObject({ code: 'DATABASE_DOWN' })
    await lent.stop()
  })
})
