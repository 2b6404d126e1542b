import { fixture } from '../fixture.ts'

export default fixture('repeated', 'sends every chart twice', new URL('./server.ts', import.meta.url))
