import { BenchError, exitCodes, messageOf } from '../errors.ts'
import type { Availability, ServiceContainer } from '../services/contract.ts'
import { type Engine, findEngine } from './engine.ts'
import { chooseImage, ensureImage, type Image, imageMissing, type ServiceImage } from './images.ts'
import type { PullContext } from './pull.ts'
import { canPull } from './registry.ts'

/** The engine and the image that a service would run with; or why it cannot, and what would help. */
export type InContainer =
  | { readonly ok: true; readonly reason: string; readonly engine: Engine; readonly image: Image }
  | (Availability & { readonly ok: false })

/**
 * Whether a service could run in a container here, for its provider's `probe` and `start`: an engine answers,
 * and its image is there or could be pulled. Takes as long as `findEngine`, milliseconds more where the image is there,
 * some seconds where a registry has to be asked. Starts and pulls nothing.
 */
export async function inContainer(service: ServiceImage): Promise<InContainer> {
  const { engine, refusal } = await findEngine()
  if (!engine) return { ok: false, ...refusal }
  let image: Image
  try {
    image = await chooseImage(engine, service)
  } catch (error) {
    const reason = `${engine.kind} at ${engine.address} tells nothing of its images: ${messageOf(error)}`
    return { ok: false, reason, hint: 'look into its log, or use another provider' }
  }
  const { reference, why, here } = image
  const where = `${reference} (${why}) in ${engine.kind} ${engine.version}`
  if (here) return { ok: true, reason: where, engine, image }
  const pullable = await canPull(engine, reference)
  if (pullable.ok) return { ok: true, reason: `${where}, to be pulled`, engine, image }
  return {
    ok: false,
    reason: `the image ${reference} is not here, and ${pullable.reason}`,
    hint: 'bench setup images --offline builds one from packages',
  }
}

/** A provider's `fetch`: has the image here. Rejects with IMAGE_MISSING where it cannot be had. */
export async function fetchImage(service: ServiceImage, context: PullContext): Promise<void> {
  const { engine, image } = await usable(service)
  await ensureImage(engine, image, context)
}

/** A provider's `container`. Rejects where the image is not here. */
export async function containerOf(service: ServiceImage): Promise<ServiceContainer> {
  const { engine, image } = await usable(service)
  const { reference, here } = image
  if (!here) throw imageMissing(reference, 'it has not been fetched')
  const { kind, version, network } = engine
  return { image: reference, imageId: here.id, engine: `${kind} ${version}`, network }
}

async function usable(service: ServiceImage): Promise<{ engine: Engine; image: Image }> {
  const engine = await requireEngine()
  return { engine, image: await chooseImage(engine, service) }
}

/** The engine of this machine; rejects with NO_ENGINE where none answers. */
export async function requireEngine(): Promise<Engine> {
  const { engine, refusal } = await findEngine()
  if (engine) return engine
  throw new BenchError('NO_ENGINE', refusal.reason, { exitCode: exitCodes.machineLacks, hint: refusal.hint })
}
