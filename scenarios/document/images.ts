import { z } from 'zod'
import { imageReferencePattern, LONGEST_REFERENCE } from '../imageReference.ts'

const image = z
  .string()
  .max(LONGEST_REFERENCE)
  .regex(imageReferencePattern, 'must be an image such as postgres:17')
  .optional()

export const images = z
  .strictObject({ postgres: image, nginx: image })
  .describe(
    'what services in containers are made of, where the command line and the environment do not say so',
  )
