import { serveCheating } from '../cheat.ts'

serveCheating({ prepare: () => () => process.kill(process.pid, 'SIGKILL') && Promise.race([]) })
