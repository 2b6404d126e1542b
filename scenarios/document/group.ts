import { z } from 'zod'
import { durationText } from '../duration.ts'
import { load } from './load.ts'

export const journey = z
  .strictObject({
    interactions: z
      .union([z.number().int().min(0).max(10_000), z.literal('until-end')])
      .default(0)
      .describe(
        'how often a user moves the slider once the chart is there; until-end: as long as others load',
      ),
    thinkTime: durationText.default('1s').describe('from one intended interaction to the next'),
  })
  .describe('what one user does after the chart has arrived')

export const users = z.number().int().min(1).max(100_000).optional()

export const group = z.strictObject({
  users: users.describe('how many; left out where the load has a duration'),
  query: durationText,
  load,
  journey: journey.prefault({}),
})
