import { falsified, serveCheating } from '../cheat.ts'

serveCheating({
  prepare: (runner) => async (key, waitMs, progress) => falsified(await runner.run(key, waitMs, progress)),
})
