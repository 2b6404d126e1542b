import { expect, test } from 'vitest'
import { spreadOf } from './shares.ts'

const trial = (dealt: readonly (readonly [users: number, slots: number])[], slots?: number[]) => ({
  workers: dealt.map(([sessions, own], i) => ({ worker: `w${i + 1}`, pid: i, sessions, slots: own })),
  connections: { budget: 10, peak: 10, purposes: [], slots: slots ?? dealt.map(([, own]) => own) },
})

const labels = (spread: ReturnType<typeof spreadOf>) =>
  spread?.shares.map(({ name, label }) => `${name} ${label}`)
const plain = (texts: string[] | undefined) => texts?.map((text) => text.replaceAll('\u00a0', ' '))

test('the worker with the most waves sets the finish', () => {
  const spread = spreadOf(
    trial([
      [13, 3],
      [14, 3],
      [20, 2],
      [17, 2],
    ]),
    true,
  )!
  expect(plain(labels(spread))).toEqual([
    'w1 13 ÷ 3 = 5 waves',
    'w2 14 ÷ 3 = 5 waves',
    'w3 20 ÷ 2 = 10 waves',
    'w4 17 ÷ 2 = 9 waves',
  ])
  expect(spread.shares.map(({ last }) => last)).toEqual([false, false, true, false])
  expect(spread).toMatchObject({ workers: 4, waves: 10, evenWaves: 7 })
})

test('workers with as many waves finish together', () => {
  const spread = spreadOf(
    trial([
      [16, 3],
      [16, 3],
      [16, 2],
      [15, 2],
    ]),
    true,
  )!
  expect(spread.shares.map(({ last }) => last)).toEqual([false, false, true, true])
})

test('one worker, one user', () => {
  expect(plain(labels(spreadOf(trial([[1, 10]]), true)))).toEqual(['w1 1 ÷ 10 = 1 wave'])
})

test('a front without slots of its own shares those of the job workers', () => {
  expect(plain(labels(spreadOf(trial([[64, 0]], [3, 3, 2]), true)))).toEqual(['w1 64 ÷ 8 = 8 waves'])
  expect(
    plain(
      labels(
        spreadOf(
          trial(
            [
              [30, 0],
              [34, 0],
            ],
            [8],
          ),
          true,
        ),
      ),
    ),
  ).toEqual(['all 64 ÷ 8 = 8 waves'])
})

test('users who come over time: no waves', () => {
  const spread = spreadOf(
    trial([
      [13, 3],
      [8, 2],
    ]),
    false,
  )!
  expect(plain(labels(spread))).toEqual(['w1 13 users, 3 slots', 'w2 8 users, 2 slots'])
  expect(spread).toMatchObject({ waves: null, evenWaves: null })
  expect(spread.shares.map(({ last }) => last)).toEqual([true, false])
})

test('hundreds of workers that are alike are one bar', () => {
  const spread = spreadOf(trial(Array.from({ length: 200 }, () => [1, 1] as const)), true)!
  expect(plain(labels(spread))).toEqual(['each 200 workers, 1 each'])
  expect(spread.workers).toBe(200)
})

test('of many workers that differ, the last and the rest', () => {
  const spread = spreadOf(
    trial(Array.from({ length: 32 }, (_, i) => [i === 7 ? 9 : (i % 3) + 1, 1] as const)),
    true,
  )
  expect(plain(labels(spread))).toEqual(['w8 9 ÷ 1 = 9 waves', 'rest 31 others: 1 to 3 each'])
})

test('workers that nobody reached finish nothing', () => {
  expect(spreadOf(trial([[0, 1]]), true)!.shares[0]).toMatchObject({ last: false, waves: 0 })
  expect(spreadOf(trial([]), true)).toBeNull()
})
