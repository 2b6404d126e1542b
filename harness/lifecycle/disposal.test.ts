import { expect, test } from 'vitest'
import { Disposal } from './disposal.ts'

function recorder() {
  const order: string[] = []
  const failing = (name: string) => () => {
    order.push(name)
    throw new Error(name)
  }
  return { order, failing }
}

test('disposes last in first out, once', async () => {
  const order: number[] = []
  const disposal = new Disposal()
  for (const number of [1, 2, 3]) disposal.defer(() => order.push(number))
  await disposal[Symbol.asyncDispose]()
  await disposal[Symbol.asyncDispose]()
  expect(order).toEqual([3, 2, 1])
})

test('attempts everything and throws the first error', async () => {
  const { order, failing } = recorder()
  const disposal = new Disposal()
  for (const name of ['first made', 'second made', 'third made']) disposal.defer(failing(name))
  const error = await disposal[Symbol.asyncDispose]().catch((thrown) => thrown)
  expect(order).toEqual(['third made', 'second made', 'first made'])
  expect(error).toBeInstanceOf(AggregateError)
  expect(error.message).toBe('third made')
})

test('a failed start keeps its own error in front', async () => {
  const { failing } = recorder()
  const start = new Error('start')
  const quiet = new Disposal()
  await expect(quiet.abandon(start)).rejects.toBe(start)
  const noisy = new Disposal()
  noisy.defer(failing('end'))
  await expect(noisy.abandon(start)).rejects.toMatchObject({
    message: 'start',
    errors: [start, { message: 'end' }],
  })
})

test('what was moved belongs to the new one', async () => {
  const order: string[] = []
  const first = new Disposal()
  first.defer(() => order.push('end'))
  const second = first.move()
  await first[Symbol.asyncDispose]()
  expect(order).toEqual([])
  await second[Symbol.asyncDispose]()
  expect(order).toEqual(['end'])
})
