import { fixture } from '../fixture.ts'

export default fixture(
  'cached',
  'answers from a cache and makes users wait, but asks the database nothing',
  new URL('./server.ts', import.meta.url),
)
