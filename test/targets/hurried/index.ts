import { fixture } from '../fixture.ts'

export default fixture(
  'hurried',
  'asks for a shorter wait than its users did',
  new URL('./server.ts', import.meta.url),
)
