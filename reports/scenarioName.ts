import type { Report } from './model.ts'

/** The scenario's name, as every report says it. */
export function scenarioName({ run }: Pick<Report, 'run'>): string {
  return typeof run.scenario.name === 'string' ? run.scenario.name : 'unnamed'
}
