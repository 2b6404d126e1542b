import { wrongUse } from '../errors.ts'
import type { ServeFlags } from './flags.ts'

/**
 * Throws wrong use where options stand together of which one would be ignored: those of one process alone with a
 * whole strategy, or those of a whole strategy with one process.
 */
export function mustFitTogether(flags: ServeFlags): void {
  if (flags.process === undefined) {
    const option = givenOf({ '--name': flags.name, '--ready-file': flags.readyFile })
    if (option) throw wrongUse(`${option} is for one process alone`, 'add --process')
    return
  }
  const option = givenOf({
    '--isolate': flags.isolate === 'none' ? undefined : flags.isolate,
    '--target-cpus': flags.targetCpus,
    '--target-memory': flags.targetMemory,
    '--ports': flags.ports,
  })
  if (option)
    throw wrongUse(
      `${option} is for a whole strategy, not for its ${flags.process} alone`,
      `without ${option}; where a process runs, and with how much, is for whoever starts it`,
    )
}

/** The first of these options that was given. */
function givenOf(options: Readonly<Record<string, string | undefined>>): string | undefined {
  return Object.keys(options).find((option) => options[option] !== undefined)
}
