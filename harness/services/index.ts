import { BenchError, exitCodes, unknownName } from '../errors.ts'
import type { Availability, Postgres, Provider, ProviderName } from './contract.ts'
import { urlVariables } from './database/url.ts'

/** Every provider of every service, in the order in which `auto` asks them. Loaded only when asked. */
export const providers = {
  postgres: {
    local: async () => (await import('./local.ts')).localPostgres,
    docker: async () => notBuilt('postgres'),
    embedded: async () => (await import('./embedded.ts')).embeddedPostgres,
  },
} as const satisfies Record<string, Partial<Record<ProviderName, () => Promise<Provider<Postgres>>>>>

export type ServiceName = keyof typeof providers

export interface Choice {
  readonly provider: Provider<Postgres>
  /** Why this one, for every output: `embedded: Postgres 18.4 from … (local: DATABASE_URL is not set; …)`. */
  readonly reason: string
}

/** What `--provider` says of one service: `embedded` of all of them, `postgres=embedded` of that one. */
function wantedFor(service: ServiceName, wanted: string): string {
  if (!wanted.includes('=')) return wanted
  const parts = wanted.split(',').map((part) => part.split('=', 2).map((word) => word.trim()))
  for (const [name = ''] of parts)
    if (!(name in providers)) throw unknownName('service', name, Object.keys(providers))
  return parts.find(([name]) => name === service)?.[1] ?? 'auto'
}

/**
 * Chooses where a service comes from. `wanted` is what `--provider` takes; `auto` takes the first that can run here; a name takes that provider
 * or fails (exit 3). A database that is named in the environment counts even where it is named wrongly: to
 * measure another one instead would surprise. Nothing is started.
 */
export async function chooseProvider(service: ServiceName, option: string = 'auto'): Promise<Choice> {
  const wanted = wantedFor(service, option)
  const offered = providers[service]
  const names = Object.keys(offered) as (keyof typeof offered)[]
  if (wanted !== 'auto' && !(wanted in offered)) {
    throw unknownName(`provider of ${service}`, wanted, ['auto', ...names])
  }
  const refusals: { name: string; reason: string; hint: string }[] = []
  for (const name of wanted === 'auto' ? names : [wanted as keyof typeof offered]) {
    const provider = await offered[name]()
    const probed = await provider.probe()
    if (probed.ok) return { provider, reason: explain(name, probed, refusals) }
    refusals.push({ name, reason: probed.reason, hint: probed.hint })
    if (name === 'local' && urlVariables.some((variable) => process.env[variable])) break
  }
  throw new BenchError('NO_PROVIDER', `${service}: ${list(refusals)}`, {
    exitCode: exitCodes.machineLacks,
    hint: refusals.map(({ name, hint }) => `${name}: ${hint}`).join('\n'),
  })
}

function explain(
  name: string,
  { reason }: Availability,
  refusals: readonly { name: string; reason: string }[],
): string {
  return `${name}: ${reason}${refusals.length > 0 ? ` (${list(refusals)})` : ''}`
}

function list(refusals: readonly { name: string; reason: string }[]): string {
  return refusals.map(({ name, reason }) => `${name}: ${reason}`).join('; ')
}

function notBuilt(service: 'postgres'): Provider<Postgres> {
  const reason = 'services in containers are not built yet'
  const hint = 'use another provider'
  return {
    name: 'docker',
    service,
    probe: async () => ({ ok: false, reason, hint }),
    start: async () => {
      throw new BenchError('NOT_BUILT', reason, { exitCode: exitCodes.machineLacks, hint })
    },
  }
}
