import type { Powers, Subject } from './contract.ts'

const reasons: Readonly<Record<keyof Powers, string>> = {
  activity: "nobody here sees the target's backends",
  misroutes: 'the target has no probes',
  processes: "nobody here sees the target's processes",
  runs: "nobody here sees the target's processes",
  fault: 'nobody here can inject faults',
  stop: 'nobody here can stop the target',
  stopDatabase: 'this Postgres may not be stopped',
  startDatabase: 'this Postgres may not be started',
  another: 'nobody here can start another target',
}

/** Why a check that needs `powers` does not apply to a subject; undefined where all are there. */
export function needs(...powers: (keyof Powers)[]): (subject: Subject & Powers) => string | undefined {
  return (subject) => {
    const missing = powers.find((power) => subject[power] === undefined)
    return missing && reasons[missing]
  }
}

/** What a check about sessions that reach another process than theirs needs of the strategy. */
export function unlessSticky({ capabilities }: Pick<Subject, 'capabilities'>): string | undefined {
  return capabilities.sticky ? undefined : 'any process of the strategy may hold any session'
}
