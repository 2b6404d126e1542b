import pg from 'pg'
import { serveCheating } from '../cheat.ts'

const connectionString = process.env.BENCH_FIXTURE_URL
if (connectionString === undefined) throw new Error('BENCH_FIXTURE_URL names no database to break into')

/** The limit of its own role would refuse them; this one has none. */
serveCheating({
  prepare: (runner) => {
    let more: Promise<unknown> | undefined
    return async (key, waitMs, progress) => {
      more ??= Promise.all([1, 2].map(() => new pg.Client({ connectionString }).connect()))
      await more
      return runner.run(key, waitMs, progress)
    }
  },
})
