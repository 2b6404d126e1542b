import { Option } from 'commander'
import { imageVariables } from '../containers/imageNames.ts'
import { PROVIDER_VARIABLE, usualProvider } from '../services/environment.ts'

// Options that are the same for every command that starts targets.

/** Where services come from. */
export function providerOption(): Option {
  return new Option(
    '--provider <provider>',
    `where services come from: auto, docker, local, embedded, or by service (postgres=…,nginx=…); ${PROVIDER_VARIABLE} says it for every command`,
  ).default(usualProvider())
}

/** What services in containers are made of. */
export function imageOption(): Option {
  return new Option(
    '--image <name=image>',
    `images of services in containers: postgres=…,nginx=…; default: ${imageVariables.postgres} and ${imageVariables.nginx}, else what a scenario says, else the official ones`,
  )
}

/** What workers behind a proxy listen on. */
export function portsOption(): Option {
  return new Option(
    '--ports <a-b>',
    'workers behind a proxy listen on TCP ports of this range; default: Unix sockets',
  )
}

/** Where targets run. */
export function isolateOption(): Option {
  return new Option(
    '--isolate <kind>',
    'where strategies run: none, on this machine; docker, each in a container',
  ).default('none')
}

export function targetCpusOption(): Option {
  return new Option(
    '--target-cpus <set>',
    'the CPUs of that container: 0, 0-1 or 1,3; driver, harness and Postgres keep to the others',
  )
}

export function targetMemoryOption(): Option {
  return new Option(
    '--target-memory <amount>',
    'its memory in all, such as 512m or 2g; half of it for the heap of each process',
  )
}
