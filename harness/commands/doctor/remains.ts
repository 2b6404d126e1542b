import { type ExitCode, exitCodes, messageOf } from '../../errors.ts'
import { clean, type Failure, leftBehind } from '../../lifecycle/clean.ts'
import type { Entry } from '../layout.ts'
import type { Section } from './section.ts'

/** What killed runs have left, and how the command ends for it. */
export interface Remains extends Section {
  readonly exitCode: ExitCode
}

const NOTHING: Entry = { name: 'nothing', lines: [''] }

/** Looks at what killed runs have left. Changes nothing. */
export async function lookAround(): Promise<Remains> {
  const runs = await leftBehind()
  const entries = runs.map(({ runId, startedAt, left, unknown }) => ({
    name: runId,
    lines: [
      startedAt === undefined ? 'killed as it began' : `begun ${startedAt}`,
      ...left.map(({ what }) => what),
      ...(left.length + unknown.length === 0 ? ['nothing but its ledger'] : []),
      ...unknown.map(describe),
    ],
  }))
  if (entries.length === 0) return { heading: 'Left by killed runs', entries: [NOTHING], exitCode: 0 }
  return {
    heading: 'Left by killed runs (bench doctor --clean ends it)',
    entries,
    exitCode: exitCodes.done,
  }
}

/** Ends what killed runs have left, and says what that was. */
export async function cleanUp(): Promise<Remains> {
  const { ended, failures } = await clean()
  const entries = [
    ...ended.map(({ runId, what }) => ({ name: runId, lines: [`ended: ${what}`] })),
    ...failures.map((failure) => ({
      name: failure.runId,
      lines: [`still there: ${describe(failure)}`],
    })),
  ]
  return {
    heading: 'Left by killed runs',
    entries: entries.length > 0 ? entries : [NOTHING],
    exitCode: failures.length > 0 ? exitCodes.machineLacks : exitCodes.done,
  }
}

/** Which thing could not be looked at or ended, and why; never the password in a database's URL. */
function describe({ entry, error }: Failure): string {
  const name =
    entry.kind === 'process'
      ? entry.role
      : entry.kind === 'folder'
        ? entry.path
        : entry.kind === 'postgres'
          ? entry.dataFolder
          : entry.name
  return `${entry.kind} ${name}: ${messageOf(error)}`
}
