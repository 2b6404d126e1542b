import { serveCheating } from '../cheat.ts'
import { eat } from '../hungry/eat.ts'

serveCheating({ prepare: () => () => eat() })
