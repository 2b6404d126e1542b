import { afterAll, beforeAll, expect, test } from 'vitest'
import { childrenOf, identify, lookUp } from '../../lifecycle/process.ts'
import { startTestPostgres, type TestPostgres } from '../testPostgres.ts'

let server: TestPostgres
beforeAll(async () => {
  server = await startTestPostgres()
})
afterAll(() => server[Symbol.asyncDispose]())

/** How many of the server's processes are suspended, and how many there are. */
function states(pid: number): { stopped: number; all: number } {
  const all = [lookUp(pid)!, ...childrenOf(pid)]
  return { stopped: all.filter(({ stopped }) => stopped).length, all: all.length }
}

test('paused, all its processes stand still and nothing answers; resumed, what was asked is answered', async () => {
  const { postgres, admin } = server
  const pid = postgres.pid!
  await postgres.pause!()
  await postgres.pause!()
  const paused = states(pid)
  expect(paused.all).toBeGreaterThan(3)
  expect(paused.stopped).toBe(paused.all)

  let answered = false
  const asked = admin.query('select 1 as one').then((rows) => {
    answered = true
    return rows
  })
  expect(states(pid).stopped).toBe(paused.all)
  expect(answered).toBe(false)

  await postgres.resume!()
  await postgres.resume!()
  expect(await asked).toEqual([{ one: 1 }])
  expect(postgres.pid).toBe(pid)
})

test('a restart ends a pause', async () => {
  const { postgres, admin } = server
  await postgres.pause!()
  await postgres.restart!()
  expect(states(postgres.pid!).stopped).toBe(0)
  // The connection that was lost says so once.
  await admin.query('select 1').catch(() => {})
  expect(await admin.query('select 2 as two')).toEqual([{ two: 2 }])
})

test('disposal ends a server that is paused, soon and in order', async () => {
  await using other = await startTestPostgres()
  const pid = other.postgres.pid!
  await other.postgres.pause!()
  const began = performance.now()
  await other.postgres[Symbol.asyncDispose]()
  expect(performance.now() - began).toBeLessThan(5_000)
  expect(identify(pid)).toBeUndefined()
})
