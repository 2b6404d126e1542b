import { fixture } from '../fixture.ts'

export default fixture('mortal', 'dies while its users wait', new URL('./server.ts', import.meta.url))
