import { fixture } from '../fixture.ts'

export default fixture(
  'silent',
  'accepts its users and never answers them',
  new URL('./server.ts', import.meta.url),
)
