import { serveCheating, unwatched } from '../cheat.ts'

/** The second query is one that its own probe does not see. */
serveCheating({
  prepare: (runner) => async (key, waitMs, progress) => {
    const result = await runner.run(key, waitMs, progress)
    await runner.run(key, 0, unwatched)
    return result
  },
})
