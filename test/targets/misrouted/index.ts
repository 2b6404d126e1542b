import { fixture } from '../fixture.ts'

export default fixture(
  'misrouted',
  'brings every third socket to a worker that does not hold the session',
  new URL('./server.ts', import.meta.url),
)
