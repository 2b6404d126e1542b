import type { Command } from 'commander'
import { imageVariables } from '../containers/imageNames.ts'
import { PROVIDER_VARIABLE, usualProvider } from '../services/environment.ts'

/** Adds what is the same for every command that starts targets: where they and their services run. */
export function addTargetOptions(command: Command): Command {
  return command
    .option(
      '--provider <provider>',
      `where services come from: auto, docker, local, embedded, or by service (postgres=…,nginx=…); ${PROVIDER_VARIABLE} says it for every command`,
      usualProvider(),
    )
    .option(
      '--image <name=image>',
      `images of services in containers: postgres=…,nginx=…; default: ${imageVariables.postgres} and ${imageVariables.nginx}, else what a scenario says, else the official ones`,
    )
    .option(
      '--ports <a-b>',
      'workers behind a proxy listen on TCP ports of this range; default: Unix sockets',
    )
    .option(
      '--isolate <kind>',
      'where strategies run: none, on this machine; docker, each in a container',
      'none',
    )
    .option(
      '--target-cpus <set>',
      'the CPUs of that container: 0, 0-1 or 1,3; driver, harness and Postgres keep to the others',
    )
    .option(
      '--target-memory <amount>',
      'its memory in all, such as 512m or 2g; half of it for the heap of each process',
    )
}
