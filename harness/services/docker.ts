import { containerOf, fetchImage, inContainer } from '../containers/available.ts'
import { ensureImage } from '../containers/images.ts'
import { BenchError, exitCodes } from '../errors.ts'
import type { Postgres, Provider } from './contract.ts'
import { startPostgresContainer } from './docker/postgres.ts'

/** A Postgres in a container, of an official image or one like it, reached on 127.0.0.1 only. */
export const dockerPostgres: Provider<Postgres> = {
  name: 'docker',
  service: 'postgres',

  async probe() {
    const found = await inContainer('postgres')
    return found.ok ? { ok: true, reason: found.reason } : found
  },

  fetch: (context) => fetchImage('postgres', context),

  container: () => containerOf('postgres'),

  async start(context) {
    const found = await inContainer('postgres')
    if (!found.ok) {
      throw new BenchError('POSTGRES_MISSING', found.reason, {
        exitCode: exitCodes.machineLacks,
        hint: found.hint,
      })
    }
    const { engine, image } = found
    const facts = await ensureImage(engine, image, context)
    return startPostgresContainer({ engine, reference: image.reference, facts }, context)
  },
}
