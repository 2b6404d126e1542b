import { BenchError, exitCodes, messageOf } from '../errors.ts'
import type { Engine } from './engine.ts'
import { askFound, EngineRefusal } from './engineRequest.ts'
import { imageVariables, type ServiceImage } from './imageNames.ts'
import { offlineImage } from './offlineImages.ts'
import type { PullContext } from './pull.ts'
import { refusalOf } from './registry.ts'

export { type ImageName, imageVariables, type ServiceImage } from './imageNames.ts'

/**
 * The official images, by version, so that one comes close to what was measured before. Such a tag is no digest:
 * the image behind it is built again when its base gets fixes. Who wants the very same one names its digest by
 * BENCH_POSTGRES_IMAGE, BENCH_NGINX_IMAGE or BENCH_NODE_IMAGE (`postgres@sha256:…`).
 */
export const officialImages = {
  postgres: 'postgres:17.5-bookworm',
  nginx: 'nginx:1.28.0-bookworm',
  node: 'node:24.11.1-bookworm-slim',
} as const

/** An image that a container can be made of, once it is here. */
export interface Image {
  /** As `docker run` takes it. */
  readonly reference: string
  /** Why this one, in words: `BENCH_POSTGRES_IMAGE`, `official`, `built here from packages`. */
  readonly why: string
  /** What the engine has of it; undefined where it has to be pulled. */
  readonly here: ImageFacts | undefined
}

export interface ImageFacts {
  readonly id: string
  readonly sizeBytes: number
  readonly labels: Readonly<Record<string, string>>
  /** Its environment variables, by which images tell the version of what they carry. */
  readonly env: Readonly<Record<string, string>>
  /** What its command is given to, unless another one is named. */
  readonly entrypoint: readonly string[]
  /** The ports that it says to listen on: `80/tcp`. */
  readonly exposed: readonly string[]
}

/**
 * Which image serves a purpose: the one that the environment names; else the official one where it is here;
 * else the one that was built here from the distribution's packages, which somebody did for want of the other;
 * else the official one, still to be pulled. Pulls nothing.
 */
export async function chooseImage(engine: Engine, name: ServiceImage): Promise<Image> {
  const variable = imageVariables[name]
  const named = process.env[variable]
  if (named) return { reference: named, why: variable, here: await lookUpImage(engine, named) }
  const official = officialImages[name]
  const here = await lookUpImage(engine, official)
  if (here) return { reference: official, why: 'official', here }
  const offline = offlineImage(name)
  const built = await lookUpImage(engine, offline)
  if (built) return { reference: offline, why: 'built here from packages', here: built }
  return { reference: official, why: 'official', here: undefined }
}

interface ImageDocument {
  readonly Id: string
  readonly Size: number
  readonly Config: {
    readonly Labels?: Record<string, string> | null
    readonly Env?: readonly string[] | null
    readonly Entrypoint?: readonly string[] | null
    readonly ExposedPorts?: Readonly<Record<string, unknown>> | null
  }
}

/** What the engine has of an image; undefined where it has none of this name. */
export async function lookUpImage(
  engine: Pick<Engine, 'address'>,
  reference: string,
): Promise<ImageFacts | undefined> {
  try {
    const image = await askFound<ImageDocument>(engine, `/images/${encodeURIComponent(reference)}/json`)
    const env = image.Config.Env ?? []
    return {
      id: image.Id,
      sizeBytes: image.Size,
      labels: image.Config.Labels ?? {},
      env: Object.fromEntries(env.map((line) => [line.split('=', 1)[0] ?? '', line.replace(/^[^=]*=/, '')])),
      entrypoint: image.Config.Entrypoint ?? [],
      exposed: Object.keys(image.Config.ExposedPorts ?? {}),
    }
  } catch (error) {
    if (error instanceof EngineRefusal && error.statusCode === 404) return undefined
    throw error
  }
}

/**
 * Has an image here: pulls it where it is not, and tells of that. Rejects with IMAGE_MISSING, which says in
 * plain words why it cannot be had and what helps; with the reason of `signal` where that is aborted.
 */
export async function ensureImage(
  engine: Pick<Engine, 'address'>,
  { reference, here }: Pick<Image, 'reference' | 'here'>,
  context: PullContext,
): Promise<ImageFacts> {
  if (here) return here
  // Somebody may have fetched it since it was chosen.
  const meanwhile = await lookUpImage(engine, reference)
  if (meanwhile) return meanwhile
  // Loaded here, since most runs pull nothing.
  const { pullImage } = await import('./pull.ts')
  try {
    await pullImage(engine, reference, context)
  } catch (error) {
    context.signal.throwIfAborted()
    throw imageMissing(reference, refusalOf(messageOf(error)), error)
  }
  const pulled = await lookUpImage(engine, reference)
  if (!pulled) throw imageMissing(reference, 'the engine has none of this name after it has pulled it')
  return pulled
}

/** That an image is not here and cannot be pulled, with what helps. */
export function imageMissing(reference: string, reason: string, cause?: unknown): BenchError {
  return new BenchError('IMAGE_MISSING', `the image ${reference} is not here, and ${reason}`, {
    exitCode: exitCodes.machineLacks,
    hint: 'bench setup images builds or pulls what is missing; --offline from packages, where no registry can be reached',
    cause,
  })
}
