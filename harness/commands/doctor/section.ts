import type { Entry } from '../layout.ts'

/** One part of what the doctor says. */
export interface Section {
  readonly heading: string
  readonly entries: readonly Entry[]
}
