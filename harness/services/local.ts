import { BenchError, exitCodes } from '../errors.ts'
import type { Postgres, Provider } from './contract.ts'
import { checkNamed, namedServer, probeNamed, useNamed } from './local/named.ts'
import { findPrograms } from './local/programs.ts'
import { startOwnPostgres } from './postgres/own.ts'

/**
 * This machine's Postgres: a server that runs already where the environment names one, of which nothing is
 * started or stopped; else one of our own, in a temporary folder, from the programs that are installed.
 */
export const localPostgres: Provider<Postgres> = {
  name: 'local',
  service: 'postgres',

  async probe() {
    const named = namedServer()
    if (named) return probeNamed(named)
    const { binaries, refusal } = findPrograms()
    if (!binaries) return { ...refusal, reason: `DATABASE_URL is not set, and ${refusal.reason}` }
    return { ok: true, reason: `Postgres ${binaries.version} from ${binaries.bin}` }
  },

  async check() {
    const named = namedServer()
    return named ? checkNamed(named) : this.probe()
  },

  async start(context) {
    const named = namedServer()
    if (named) return useNamed(named, context.signal)
    const { binaries, refusal } = findPrograms()
    if (binaries) return startOwnPostgres('local', () => binaries, context)
    throw new BenchError('POSTGRES_MISSING', refusal.reason, {
      exitCode: exitCodes.machineLacks,
      hint: refusal.hint,
    })
  },
}
