import { fixture } from '../fixture.ts'

export default fixture(
  'over-budget',
  'opens connections as another role than its own',
  new URL('./server.ts', import.meta.url),
)
