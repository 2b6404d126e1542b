import { expect, test } from 'vitest'
import { burst, done, sent } from './burst.fixture.ts'
import { medianSoFar } from './medianSoFar.ts'

const SECOND = 1_000_000
const all = (users: number) => Array.from({ length: users }, (_, user) => sent(user))

test('nobody came: nothing is said', async () => {
  const recorder = burst(4)
  expect(medianSoFar(recorder.samples, SECOND)).toBeUndefined()
  await recorder.close()
})

test('while more than half wait it is only known to be larger', async () => {
  const recorder = burst(4)
  recorder.take([...all(4), done(0, SECOND)])
  expect(medianSoFar(recorder.samples, 3 * SECOND)).toEqual({ ms: 3_000, open: true })
  recorder.take([done(1, 2 * SECOND)])
  expect(medianSoFar(recorder.samples, 3 * SECOND)).toEqual({ ms: 2_000, open: false })
  await recorder.close()
})

test('it does not look better for having few results: those who wait are no faster than the slowest served', async () => {
  const recorder = burst(4)
  recorder.take([...all(4), done(0, SECOND), done(1, 9 * SECOND)])
  // Two wait since 0 s and may be served at once; they count as not yet served all the same.
  expect(medianSoFar(recorder.samples, 9 * SECOND)).toEqual({ ms: 9_000, open: false })
  await recorder.close()
})

test('who was told an error is never served', async () => {
  const recorder = burst(3)
  recorder.take([...all(3), done(0, 1_000, 'error'), done(1, 1_000, 'error'), done(2, SECOND)])
  expect(medianSoFar(recorder.samples, 5 * SECOND)).toEqual({ ms: 5_000, open: true })
  await recorder.close()
})

test('of many charts some are looked at, in even steps', async () => {
  const recorder = burst(20_000)
  recorder.take([...all(20_000), ...Array.from({ length: 20_000 }, (_, user) => done(user, user * 100))])
  const { ms, open } = medianSoFar(recorder.samples, 3 * SECOND)!
  expect(open).toBe(false)
  expect(Math.abs(ms - 1_000)).toBeLessThan(2)
  await recorder.close()
})
