import { fixture } from '../fixture.ts'

export default fixture(
  'wrong-chart',
  'sends charts whose content is wrong, with the hash of just that content',
  new URL('./server.ts', import.meta.url),
)
