import { BenchError, exitCodes } from '../errors.ts'
import type { Postgres, Provider } from './contract.ts'
import { findBinaries, packageName, runnableBinaries } from './embedded/package.ts'
import { startOwnPostgres } from './postgres/own.ts'

const hint = 'npm install without --omit=optional and --ignore-scripts, or name a server in DATABASE_URL'

/** A Postgres that npm brought along, in a temporary folder, on a Unix socket only. */
export const embeddedPostgres: Provider<Postgres> = {
  name: 'embedded',
  service: 'postgres',

  async probe() {
    const binaries = findBinaries()
    if (binaries) return { ok: true, reason: `Postgres ${binaries.version} from ${packageName}` }
    return { ok: false, reason: `${packageName} is not installed`, hint }
  },

  async start(context) {
    const binaries = findBinaries()
    if (!binaries) {
      throw new BenchError('POSTGRES_MISSING', `${packageName} is not installed`, {
        exitCode: exitCodes.machineLacks,
        hint,
      })
    }
    const choose = (...[user, folder]: Parameters<Parameters<typeof startOwnPostgres>[1]>) =>
      runnableBinaries(binaries, user, folder, context.progress)
    return startOwnPostgres('embedded', choose, context)
  },
}
