/**
 * `npm run benchmark`: what the strategies add (overhead), how many users one process serves (capacity), what a
 * user costs our driver beside a bare script (driver). `npm run benchmark -- overhead` runs one part alone;
 * `npm run benchmark:providers`: services of this machine beside services in containers.
 * Figures are of this machine; compare only those of one run. Takes about six minutes and is no test.
 */
import { reportFailure } from '../harness/commands/failure.ts'
import { unknownName } from '../harness/errors.ts'
import { capacity } from './capacity.ts'
import { compareDrivers } from './driver.ts'
import { overhead } from './overhead.ts'
import { compareProviders } from './providers.ts'

/** Nothing here may run for ever. */
const MOST_MS = 15 * 60_000
const DRIVER_ROUNDS = 3

const parts = {
  overhead,
  capacity,
  driver: (signal: AbortSignal) => compareDrivers(DRIVER_ROUNDS, signal),
  providers: compareProviders,
} as const

/** What is run where nothing is named: what needs no container engine. */
const usual = ['overhead', 'capacity', 'driver']

const asked = process.argv.slice(2)
const interrupt = new AbortController()
process.once('SIGINT', () => interrupt.abort(new Error('stopped by hand')))
const signal = AbortSignal.any([interrupt.signal, AbortSignal.timeout(MOST_MS)])
try {
  for (const name of asked)
    if (!Object.hasOwn(parts, name)) throw unknownName('part', name, Object.keys(parts))
  for (const [name, part] of Object.entries(parts)) {
    if ((asked.length === 0 ? usual : asked).includes(name)) await part(signal)
  }
} catch (error) {
  reportFailure(error)
}
