import { BenchError, exitCodes, unknownName } from '../errors.ts'
import {
  type Availability,
  type NginxProvider,
  type Postgres,
  type Provider,
  type ProviderName,
  providerNames,
} from './contract.ts'
import { urlVariables } from './database/url.ts'

/** What provides each service. */
export interface ServiceProviders {
  readonly postgres: Provider<Postgres>
  readonly nginx: NginxProvider
}

export type ServiceName = keyof ServiceProviders

type Offered<S extends ServiceName> = Partial<Record<ProviderName, () => Promise<ServiceProviders[S]>>>

/** Every provider of every service, in the order in which `auto` asks them. Loaded only when asked. */
export const providers = {
  postgres: {
    docker: async () => (await import('./docker.ts')).dockerPostgres,
    local: async () => (await import('./local.ts')).localPostgres,
    embedded: async () => (await import('./embedded.ts')).embeddedPostgres,
  },
  nginx: {
    docker: async () => (await import('./nginx/docker.ts')).dockerNginx,
    local: async () => (await import('./nginx/local.ts')).localNginx,
  },
} as const satisfies { [S in ServiceName]: Offered<S> }

export interface Choice<S extends ServiceName> {
  readonly provider: ServiceProviders[S]
  /** Why this one, for every output: `embedded: Postgres 18.4 from … (local: DATABASE_URL is not set; …)`. */
  readonly reason: string
}

interface Refusal {
  readonly name: string
  readonly reason: string
  readonly hint: string
}

/**
 * What `--provider` says of one service: `local` of all of them that have it, `nginx=local` of that one.
 * Throws wrong use where it names what there is not.
 */
function wantedFor(service: ServiceName, option: string): 'auto' | ProviderName {
  const offered: readonly string[] = Object.keys(providers[service])
  const whole = !option.includes('=')
  const wanted = whole ? option : (namedProvider(service, option) ?? 'auto')
  if (wanted === 'auto' || offered.includes(wanted)) return wanted as 'auto' | ProviderName
  if (whole && providerNames.some((name) => name === wanted)) return 'auto'
  throw unknownName(`provider of ${service}`, wanted, ['auto', ...offered])
}

/** The provider that `--provider` names for this very service; undefined where it says nothing of it alone. */
export function namedProvider(service: ServiceName, option: string): string | undefined {
  return option.includes('=') ? partsOf(option).find(([name]) => name === service)?.[1] : undefined
}

/** Throws wrong use where `--provider` names what there is not. */
export function checkProvider(option: string): void {
  for (const service of Object.keys(providers) as ServiceName[]) wantedFor(service, option)
}

function partsOf(option: string): string[][] {
  const parts = option.split(',').map((part) => part.split('=', 2).map((word) => word.trim()))
  for (const [name = '', wanted = ''] of parts) {
    if (!Object.hasOwn(providers, name)) throw unknownName('service', name, Object.keys(providers))
    const valid = ['auto', ...Object.keys(providers[name as ServiceName])]
    if (!valid.includes(wanted)) throw unknownName(`provider of ${name}`, wanted, valid)
  }
  return parts
}

/**
 * Chooses where a service comes from. `option` is what `--provider` takes: `auto` takes the first that can run
 * here; a name takes that provider or fails (exit 3), and says nothing of a service that has no such provider.
 * A database that is named in the environment counts even where it is named wrongly: to measure another one
 * instead would surprise. Nothing is started.
 */
export async function chooseProvider<S extends ServiceName>(
  service: S,
  option: string = 'auto',
): Promise<Choice<S>> {
  const wanted = wantedFor(service, option)
  const every: { readonly [T in ServiceName]: Offered<T> } = providers
  const offered: Offered<S> = every[service]
  const refusals: Refusal[] = []
  for (const name of providersInOrder(service, wanted)) {
    const provider = await offered[name]!()
    const probed = await provider.probe()
    if (probed.ok) return { provider, reason: explain(name, probed, refusals) }
    refusals.push({ name, reason: probed.reason, hint: probed.hint })
  }
  throw noProvider(service, refusals)
}

/** `auto` looks no further than a database that is named. */
function providersInOrder(service: ServiceName, wanted: 'auto' | ProviderName): ProviderName[] {
  if (wanted !== 'auto') return [wanted]
  const named = service === 'postgres' && urlVariables.some((variable) => process.env[variable])
  return named ? ['local'] : (Object.keys(providers[service]) as ProviderName[])
}

function explain(name: string, { reason }: Availability, refusals: readonly Refusal[]): string {
  return `${name}: ${reason}${refusals.length > 0 ? ` (${list(refusals)})` : ''}`
}

function list(refusals: readonly Refusal[]): string {
  return refusals.map(({ name, reason }) => `${name}: ${reason}`).join('; ')
}

function noProvider(service: ServiceName, refusals: readonly Refusal[]): BenchError {
  const [only] = refusals
  const single = refusals.length === 1 && only
  return new BenchError('NO_PROVIDER', single ? only.reason : `${service}: ${list(refusals)}`, {
    exitCode: exitCodes.machineLacks,
    hint: single ? only.hint : refusals.map(({ name, hint }) => `${name}: ${hint}`).join('\n'),
  })
}
