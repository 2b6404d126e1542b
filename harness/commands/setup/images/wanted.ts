import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { developmentImage, ownImage } from '../../../containers/benchImage.ts'
import type { Engine } from '../../../containers/engine.ts'
import { imageVariables } from '../../../containers/imageNames.ts'
import { type ImageFacts, lookUpImage, officialImages } from '../../../containers/images.ts'
import { offlineFolder, offlineImage } from '../../../containers/offlineImages.ts'

/** Names another base for the program's own image. */
const NODE_VARIABLE = 'BENCH_NODE_IMAGE'

/** The images by what they are for, `node` as a base of `bench`. */
export type WantedName = 'postgres' | 'nginx' | 'node' | OwnName

/** Those that are built from this program: together, since the second is built on the first. */
export type OwnName = 'bench' | 'development'
export const isOwn = (name: WantedName): name is OwnName => name === 'bench' || name === 'development'

export interface WantedImage {
  readonly name: WantedName
  readonly reference: string
  /** What the engine has of it. */
  readonly here: ImageFacts | undefined
}

/** Every image that there should be, each looked up. */
export function wantedImages(engine: Engine, offline: boolean): Promise<WantedImage[]> {
  const references = offline ? offlineReferences() : onlineReferences()
  const names = Object.keys(references) as WantedName[]
  return Promise.all(
    names.map(async (name) => {
      const reference = references[name]
      return { name, reference, here: await lookUpImage(engine, reference) }
    }),
  )
}

function onlineReferences(): Record<WantedName, string> {
  return {
    postgres: process.env[imageVariables.postgres] || officialImages.postgres,
    nginx: process.env[imageVariables.nginx] || officialImages.nginx,
    node: process.env[NODE_VARIABLE] || officialImages.node,
    bench: ownImage(),
    development: developmentImage(),
  }
}

function offlineReferences(): Record<WantedName, string> {
  return {
    postgres: offlineImage('postgres'),
    nginx: offlineImage('nginx'),
    node: offlineImage('node'),
    bench: ownImage(),
    development: developmentImage(),
  }
}

/** What an image of nginx brings, as it says itself, or, before it is here, by its tag or its recipe. */
export function nginxVersion({ reference, here }: WantedImage): string | undefined {
  if (here) return here.env.NGINX_VERSION
  if (reference !== offlineImage('nginx')) return /:(\d+\.\d+\.\d+)/.exec(reference)?.[1]
  const recipe = readFileSync(join(offlineFolder, 'nginx', 'Dockerfile'), 'utf8')
  return /^ENV NGINX_VERSION=(\S+)$/m.exec(recipe)?.[1]
}
