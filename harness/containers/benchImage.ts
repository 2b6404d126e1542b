import { existsSync } from 'node:fs'
import { extname, join } from 'node:path'
import { benchVersion } from '../measure/environment.ts'
import { contentHash, type HashedContent } from './contentHash.ts'
import { imageVariables } from './imageNames.ts'
import { ships } from './ships.ts'

/** The rooms of sources that the compiled program is made from. */
const ROOMS = ['strategies', 'harness', 'scenarios', 'reports']

/** Whether we run from sources, and not from what was compiled from them. */
export const fromSources = extname(import.meta.filename) === '.ts'

/** The folder with package.json and `bin`: the checkout, or the installed package. */
export const packageFolder = join(import.meta.dirname, '..', '..', ...(fromSources ? [] : ['..']))

/** Where the Dockerfile and what else images are built from lie: beside the sources, and in `dist`. */
export const dockerFolder = join(import.meta.dirname, '..', '..', 'docker')

let known: string | undefined

/**
 * The image that holds this very program: the one that BENCH_IMAGE names, else `chartbench:<version>-<hash>`,
 * where the hash changes with everything that is put into it but its bases. Whether the engine has it is not
 * looked at.
 */
export function benchImage(): string {
  return process.env[imageVariables.bench] || ownImage()
}

/** The same, whatever BENCH_IMAGE says: the one that is built here. */
export function ownImage(): string {
  known ??= `chartbench:${benchVersion()}-${contentHash(programContent())}`
  return known
}

/** The development image of this very program: nginx and a pool of chart servers, made to be served from. */
export function developmentImage(): string {
  return ownImage().replace(':', '-development:')
}

/** The same, by the name that a person types; it moves with each build. */
export const newestDevelopmentImage = 'chartbench-development:latest'

/** All that is put into the image of bench but its bases. */
export function programContent(): HashedContent {
  const compiled = ['bin', 'package.json', ...(fromSources ? [] : ['dist'])]
  const sources = [
    ...ROOMS,
    'docker',
    'scripts/build.ts',
    'package-lock.json',
    'tsconfig.json',
    'tsconfig.build.json',
  ]
  const paths = fromSources ? [...compiled, ...sources] : compiled
  return {
    folder: packageFolder,
    paths: paths.filter((path) => existsSync(join(packageFolder, path))),
    counts: (path) =>
      ships(path) && !/\.test\.ts$|\.md$|(^|\/)(fixtures|golden)\/|(^|\/)docker\/offline\//.test(path),
    besides: [process.arch],
  }
}
