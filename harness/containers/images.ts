import { BenchError, exitCodes } from '../errors.ts'
import type { Engine } from './engine.ts'
import { transportOf } from './engineAddress.ts'
import { askEngine } from './engineRequest.ts'
import { offlineImage } from './offlineImages.ts'

/** What runs in containers: the services, and the program itself. */
export const imageNames = ['postgres', 'nginx', 'bench'] as const
export type ImageName = (typeof imageNames)[number]

/** Name another image than the default one. */
export const imageVariables = {
  postgres: 'BENCH_POSTGRES_IMAGE',
  nginx: 'BENCH_NGINX_IMAGE',
  bench: 'BENCH_IMAGE',
} as const satisfies Record<ImageName, string>

/** The official images, by an exact version: a tag that moves would change what is measured. */
const officialImages = {
  postgres: 'postgres:17.5-bookworm',
  nginx: 'nginx:1.28.0-bookworm',
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
}

/**
 * Which image serves a purpose: the one that the environment names; else the official one where it is here;
 * else the one that was built here from the distribution's packages, which somebody did for want of the other;
 * else the official one, still to be pulled. Pulls nothing.
 */
export async function chooseImage(engine: Engine, name: Exclude<ImageName, 'bench'>): Promise<Image> {
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
  }
}

/** What the engine has of an image; undefined where it has none of this name. */
export async function lookUpImage(engine: Engine, reference: string): Promise<ImageFacts | undefined> {
  const transport = transportOf(engine.address)
  if ('refusal' in transport) throw new Error(transport.refusal)
  try {
    const image = await askEngine<ImageDocument>(transport, `/images/${encodeURIComponent(reference)}/json`)
    const env = image.Config.Env ?? []
    return {
      id: image.Id,
      sizeBytes: image.Size,
      labels: image.Config.Labels ?? {},
      env: Object.fromEntries(env.map((line) => [line.split('=', 1)[0] ?? '', line.replace(/^[^=]*=/, '')])),
    }
  } catch (error) {
    if (error instanceof Error && /no such image/i.test(error.message)) return undefined
    throw error
  }
}

/** That an image is not here and cannot be pulled, with what helps. */
export function imageMissing(reference: string, reason: string, cause?: unknown): BenchError {
  return new BenchError('IMAGE_MISSING', `the image ${reference} is not here, and ${reason}`, {
    exitCode: exitCodes.machineLacks,
    hint: 'bench setup images builds or pulls what is missing; --offline from packages, where no registry can be reached',
    cause,
  })
}
