import { z } from 'zod'

// What several parts of a report are made of.

export const count = z.number().int().nonnegative()
export const millis = z.number()

export const queryMode = z.enum(['async', 'blocking'])

export const verdicts = ['VALID', 'INVALID', 'OVERLOADED', 'FAILED', 'SKIPPED', 'INTERRUPTED'] as const
export const verdict = z.enum(verdicts)
