import { messageOf, unknownName } from '../errors.ts'
import { type Candidate, engineCandidates, START_HINT, transportOf } from './engineAddress.ts'
import {
  type ContainerNetwork,
  containerNetworks,
  describeEngine,
  type Engine,
  type EngineInfo,
  type EngineRefused,
  type EngineVersion,
  NETWORK_VARIABLE,
  outsideOf,
  strangerOf,
  withoutNetwork,
} from './engineFacts.ts'
import { askEngine, greetEngine } from './engineRequest.ts'

export { type ContainerNetwork, containerNetworks, type Engine } from './engineFacts.ts'

export type EngineSearch =
  | { readonly engine: Engine; readonly refusal?: undefined }
  | { readonly engine?: undefined; readonly refusal: EngineRefused }

const GROUP_HINT = 'add yourself to the group docker and log in anew, or run Docker rootless'

let search: Promise<EngineSearch> | undefined

/**
 * Looks once in a process for an engine that answers: takes milliseconds, with Podman half a second, on a busy machine
 * more; at most 3 s for each that is silent, and 20 s where one greets and then tells nothing of itself. Loads no
 * library, starts nothing.
 */
export function findEngine(): Promise<EngineSearch> {
  search ??= lookForEngine()
  return search
}

/** The same, looked for anew. Rejects with wrong use where the environment asks for a network that there is not. */
export async function lookForEngine(): Promise<EngineSearch> {
  const named = namedNetwork()
  const refused: EngineRefused[] = []
  for (const candidate of engineCandidates()) {
    const { refusal, engine } = await examine(candidate, named)
    if (engine) return { engine }
    if (candidate.decides) return { refusal }
    refused.push(refusal)
  }
  const where = refused.length === 0 ? '' : `: ${refused.map(({ reason }) => reason).join('; ')}`
  return { refusal: { reason: `no container engine answers${where}`, hint: refused[0]?.hint ?? START_HINT } }
}

function namedNetwork(): ContainerNetwork | undefined {
  const named = process.env[NETWORK_VARIABLE]
  if (!named) return undefined
  const network = containerNetworks.find((one) => one === named)
  if (network) return network
  throw unknownName(`network in ${NETWORK_VARIABLE}`, named, containerNetworks)
}

async function examine(candidate: Candidate, named: ContainerNetwork | undefined): Promise<EngineSearch> {
  const { address, found, hint } = candidate
  const transport = transportOf(address)
  if ('refusal' in transport) return { refusal: { reason: `${found}: ${transport.refusal}`, hint } }
  try {
    await greetEngine(transport)
    // Podman runs programs to tell these, for seconds on a busy machine.
    const [version, info] = await Promise.all([
      askEngine<EngineVersion>(transport, '/version'),
      askEngine<EngineInfo>(transport, '/info'),
    ])
    const facts = describeEngine(version, info)
    const refusal = outsideOf(info) ?? strangerOf(transport, facts) ?? withoutNetwork(facts, named)
    if (refusal) return { refusal: { reason: `${found}: ${refusal.reason}`, hint: refusal.hint } }
    const asked = named && { network: named, networkWhy: `${NETWORK_VARIABLE} says so` }
    return { engine: { address, found, ...facts, ...asked } }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EACCES' || code === 'EPERM')
      return { refusal: { reason: `${found}: you may not speak to it (${code})`, hint: GROUP_HINT } }
    return { refusal: { reason: `${found} does not answer: ${messageOf(error)}`, hint } }
  }
}
