import { fixture } from '../fixture.ts'

export default fixture(
  'always-wrong',
  'sends wrong charts even while it is being verified',
  new URL('./server.ts', import.meta.url),
)
