import { Option } from 'commander'

/** Where targets run: the same for every command that starts some. */
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
