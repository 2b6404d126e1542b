import { serveCheating } from '../cheat.ts'

serveCheating({ prepare: (runner) => (key, waitMs, progress) => runner.run(key, waitMs / 3, progress) })
