import { fixture } from '../fixture.ts'

export default fixture('instant', 'answers from a cache at once', new URL('./server.ts', import.meta.url))
