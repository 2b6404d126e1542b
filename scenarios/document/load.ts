import { z } from 'zod'
import { durationText } from '../duration.ts'

const share = z
  .number()
  .positive()
  .max(10)
  .describe('the rate as a share of P/Q, the most that the database can serve')
const rate = z.number().positive().max(100_000).describe('arrivals per second')

const open = {
  rate: rate.optional(),
  utilisation: share.optional(),
  duration: durationText.optional(),
  after: durationText.optional(),
}
const anyRate = z.number().min(0).max(100_000)
const anyShare = z.number().min(0).max(10)
const span = (end: typeof anyRate) => z.strictObject({ from: end, to: end })
const exactlyOneRate = (load: { rate?: unknown; utilisation?: unknown }) =>
  (load.rate === undefined) !== (load.utilisation === undefined)
const oneRate = (load: { rate?: number | undefined; utilisation?: number | undefined }) =>
  load.rate === undefined || load.utilisation === undefined

export const load = z
  .discriminatedUnion('shape', [
    z.strictObject({ shape: z.literal('burst'), after: durationText.optional() }),
    z
      .strictObject({ shape: z.literal('constant'), ...open })
      .refine(oneRate, 'rate and utilisation exclude each other'),
    z
      .strictObject({ shape: z.literal('poisson'), ...open })
      .refine(oneRate, 'rate and utilisation exclude each other'),
    z
      .strictObject({
        shape: z.literal('ramp'),
        rate: span(anyRate).optional().describe('arrivals per second at the beginning and at the end'),
        utilisation: span(anyShare).optional().describe('the same as shares of P/Q'),
        duration: durationText,
        after: durationText.optional(),
      })
      .refine(exactlyOneRate, 'one of rate and utilisation must be there'),
    z.strictObject({
      shape: z.literal('stages'),
      stages: z
        .array(
          z
            .strictObject({
              rate: anyRate.optional().describe('arrivals per second at the end of the stage'),
              utilisation: anyShare.optional().describe('the same as a share of P/Q'),
              duration: durationText,
            })
            .refine(exactlyOneRate, 'one of rate and utilisation must be there'),
        )
        .min(1)
        .max(50)
        .describe('the rate moves in a straight line to that of each stage, from 0'),
      after: durationText.optional(),
    }),
    z.strictObject({
      shape: z.literal('closed'),
      iterations: z
        .number()
        .int()
        .min(1)
        .max(10_000)
        .describe('how many journeys each user makes, one after the other'),
      pause: durationText.default('0ms').describe('from the end of one journey to the beginning of the next'),
      after: durationText.optional(),
    }),
  ])
  .describe('when users arrive')
