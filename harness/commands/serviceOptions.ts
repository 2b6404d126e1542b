import { Option } from 'commander'
import { imageVariables } from '../containers/imageNames.ts'
import { PROVIDER_VARIABLE, usualProvider } from '../services/environment.ts'

/** Where services come from: the same for every command that starts some. */
export function providerOption(): Option {
  return new Option(
    '--provider <provider>',
    `where services come from: auto, docker, local, embedded, or by service (postgres=…,nginx=…); ${PROVIDER_VARIABLE} says it for every command`,
  ).default(usualProvider())
}

/** What services in containers are made of: for the same commands. */
export function imageOption(): Option {
  return new Option(
    '--image <name=image>',
    `images of services in containers: postgres=…,nginx=…; default: ${imageVariables.postgres} and ${imageVariables.nginx}, else what a scenario says, else the official ones`,
  )
}
