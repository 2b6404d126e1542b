import { fixture } from '../fixture.ts'

export default fixture('doubled', 'queries twice for each chart', new URL('./server.ts', import.meta.url))
