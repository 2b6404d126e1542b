import { findEngine } from './engine.ts'
import { chooseImage, type ImageName } from './images.ts'

/**
 * The engine for tests that need one and these images; undefined, with the reason printed, where they have to
 * be skipped.
 */
export async function testEngine(...images: readonly Exclude<ImageName, 'bench'>[]) {
  const { engine, refusal } = await findEngine()
  if (!engine) return skip(refusal.reason)
  for (const name of images) {
    const { reference, here } = await chooseImage(engine, name)
    if (!here) return skip(`the image ${reference} is not here (bench setup images)`)
  }
  return engine
}

function skip(reason: string): undefined {
  console.warn(`skipped: ${reason}`)
  return undefined
}
