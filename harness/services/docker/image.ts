import type { Engine } from '../../containers/engine.ts'
import type { ImageFacts } from '../../containers/images.ts'
import { BenchError, exitCodes } from '../../errors.ts'
import { LEAST_VERSION } from '../postgres/leastVersion.ts'

/** The image that a Postgres is made of, and where. */
export interface PostgresImage {
  readonly engine: Engine
  /** As `docker run` takes it. */
  readonly reference: string
  readonly facts: ImageFacts
}

/** The major version, as official images tell it; undefined where an image does not. */
export function majorOf({ facts }: PostgresImage): number | undefined {
  const major = Number.parseInt(facts.env.PG_MAJOR ?? '', 10)
  return Number.isNaN(major) ? undefined : major
}

/** Rejects a Postgres that is too old for us, be it by what its image tells or by what it says itself. */
export function requireVersion({ reference }: PostgresImage, version: string): void {
  if (Number.parseInt(version, 10) >= LEAST_VERSION) return
  throw new BenchError('POSTGRES_TOO_OLD', `the image ${reference} holds Postgres ${version}`, {
    exitCode: exitCodes.machineLacks,
    hint: `at least ${LEAST_VERSION} is needed`,
  })
}
