import { fixture } from '../fixture.ts'

export default fixture(
  'starved',
  'runs out of memory while its users wait',
  new URL('./server.ts', import.meta.url),
)
