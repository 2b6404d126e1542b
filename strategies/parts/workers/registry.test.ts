import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { Backoff } from './backoff.ts'
import { type Worker, WorkerRegistry } from './registry.ts'

interface TestWorker extends Worker {
  die(): void
}

/** A registry of workers that are nothing but promises; `failing` launches reject first. */
function registry(options: { failing?: readonly string[] } = {}) {
  const end = new AbortController()
  const failing = new Set(options.failing)
  const news: string[] = []
  const workers = new WorkerRegistry<TestWorker>({
    async launch(name, slots) {
      if (failing.delete(name)) throw new Error(`${name} does not start`)
      const { promise: ended, resolve: die } = Promise.withResolvers<void>()
      const stop = async () => {
        news.push(`${name} stopped`)
        die()
      }
      return { name, slots, ended, die, stop }
    },
    arrived: ({ name }) => void news.push(`${name} arrived`),
    left: ({ name }) => void news.push(`${name} left`),
    signal: end.signal,
    backoff: () => new Backoff(0),
  })
  const list = () => workers.all().map(({ name, slots }) => `${name}:${slots}`)
  return { workers, news, end, list }
}

describe('WorkerRegistry', () => {
  it('starts them in the order of their slots', async () => {
    const { workers, list } = registry()
    await workers.start([3, 3, 2, 2])
    expect(list()).toEqual(['w1:3', 'w2:3', 'w3:2', 'w4:2'])
    expect(workers.get('w3')?.slots).toBe(2)
    expect(workers.get('w5')).toBeUndefined()
  })

  it('replaces who dies, with as many slots and a name that nobody has had', async () => {
    const { workers, news, list } = registry()
    await workers.start([3, 2])
    workers.get('w1')!.die()
    await setImmediate()
    expect(news).toEqual(['w1 left', 'w3 arrived'])
    expect(list()).toEqual(['w2:2', 'w3:3'])
    workers.get('w3')!.die()
    await setImmediate()
    expect(list()).toEqual(['w2:2', 'w4:3'])
  })

  it('does not replace who was removed, until it is told to', async () => {
    const { workers, news, list } = registry()
    await workers.start([1, 2])
    const first = workers.get('w1')!
    expect(workers.remove(first)).toBe(true)
    expect(workers.remove(first)).toBe(false)
    first.die()
    await setImmediate()
    expect(news).toEqual([])
    workers.replace(first.slots)
    await setImmediate()
    expect(list()).toEqual(['w2:2', 'w3:1'])
  })

  it('ends those that have started where one does not', async () => {
    const { workers, news, end } = registry({ failing: ['w2'] })
    await expect(workers.start([1, 1, 1])).rejects.toThrow('w2 does not start')
    expect(news).toEqual(['w1 stopped', 'w3 stopped'])
    expect(end.signal.aborted).toBe(false)
    expect(workers.all()).toEqual([])
  })

  it('replaces nobody at the end', async () => {
    const { workers, news, end } = registry()
    await workers.start([1, 1])
    end.abort()
    await workers.stop()
    await setImmediate()
    expect(news.toSorted()).toEqual(['w1 stopped', 'w2 stopped'])
  })
})
