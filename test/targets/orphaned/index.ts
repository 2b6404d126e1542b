import { fixture } from '../fixture.ts'

export default fixture(
  'orphaned',
  'loses its supervisor while its users wait',
  new URL('./server.ts', import.meta.url),
)
