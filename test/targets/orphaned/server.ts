import { serveCheating } from '../cheat.ts'

serveCheating({ prepare: () => () => process.kill(process.ppid, 'SIGKILL') && Promise.race([]) })
