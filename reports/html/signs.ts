import type { Verdict } from '../model.ts'

/** Beside the word, so that no verdict is told by colour alone. */
export const verdictSigns: Readonly<Record<Verdict, string>> = {
  VALID: '✓',
  INVALID: '×',
  OVERLOADED: '!',
  FAILED: '×',
  SKIPPED: '–',
  INTERRUPTED: '…',
}
