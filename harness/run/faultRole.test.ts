import { expect, test } from 'vitest'
import type { Capabilities } from '../../strategies/contract.ts'
import { mustSuffer, roleFor, whyNot } from './faultRole.ts'

const roles = {
  single: { server: { faults: ['kill', 'restart', 'stop', 'continue'], death: 'sessions-fail' } },
  cluster: {
    primary: { faults: ['kill', 'restart', 'stop', 'continue'], death: 'sessions-fail' },
    worker: { faults: ['kill', 'restart'], death: 'sessions-fail' },
  },
  'proxy-pool': {
    nginx: { faults: ['kill', 'reload'], death: 'sockets-cut' },
    worker: { faults: ['kill', 'drain'], death: 'sessions-fail' },
  },
  queue: {
    web: { faults: ['kill'], death: 'sessions-fail' },
    worker: { faults: ['kill'], death: 'queries-rerun' },
  },
} as const satisfies Record<string, Capabilities['roles']>

test.each([
  ['the role of that name', 'cluster', 'kill', 'worker', 'worker'],
  ["a strategy's own", 'queue', 'kill', 'web', 'web'],
  ['worker: what holds the sessions, whatever it is called', 'single', 'kill', 'worker', 'server'],
  ['worker where that of the name cannot suffer it', 'cluster', 'stop', 'worker', 'primary'],
  ['proxy: what only passes sockets on', 'proxy-pool', 'reload', 'proxy', 'nginx'],
  ['a worker is no proxy', 'proxy-pool', 'drain', 'proxy', undefined],
  ['a proxy is no worker', 'proxy-pool', 'reload', 'worker', undefined],
  ['none of that name', 'single', 'kill', 'web', undefined],
  ['what is stopped must be able to go on', 'queue', 'stop', 'worker', undefined],
] as const)('%s', (_, strategy, what, role, found) => {
  expect(roleFor({ what, role }, roles[strategy])).toBe(found)
})

const fault = { atMs: 0, index: 0, forMs: null }
const pause = { ...fault, what: 'pause', role: 'postgres', forMs: 100 } as const
const restart = { ...fault, what: 'restart', role: 'postgres' } as const
const ours = {
  provider: 'embedded',
  pause: async () => {},
  resume: async () => {},
  restart: async () => {},
} as const

test('why a scenario cannot be played', () => {
  const reload = { ...fault, what: 'reload', role: 'proxy' } as const
  expect(whyNot([pause, restart], roles.single, ours)).toBeUndefined()
  expect(
    whyNot([{ ...fault, what: 'cut', role: 'sockets' }], roles.single, { provider: 'local' }),
  ).toBeUndefined()
  expect(whyNot([pause, reload], roles.single, ours)).toBe('it has no proxy to reload')
  expect(whyNot([pause], roles.single, { provider: 'local' })).toBe(
    'this Postgres (local) is not ours to pause',
  )
  expect(whyNot([restart], roles.single, { provider: 'local' })).toBe(
    'this Postgres (local) is not ours to restart',
  )
})

test('a target that has said nothing yet is asked once it has started', () => {
  const reload = { ...fault, what: 'reload', role: 'proxy' } as const
  expect(whyNot([reload], undefined, ours)).toBeUndefined()
  expect(() => mustSuffer([reload], roles.single, ours)).toThrow('it has no proxy to reload')
})
