import { release } from 'node:os'
import { type Candidate, engineCandidates, transportOf } from './engineAddress.ts'
import { askEngine } from './engineRequest.ts'

/** A container engine that answers, and what decides how it is used. */
export interface Engine {
  /** As DOCKER_HOST takes it: `unix:///var/run/docker.sock`. */
  readonly address: string
  /** How it was found, in words: `DOCKER_HOST`, `the context desktop-linux`, `/var/run/docker.sock`. */
  readonly found: string
  readonly kind: 'Docker' | 'Podman'
  readonly version: string
  /** What it says of the system that it runs on: `Debian GNU/Linux 12 (bookworm)`, `Docker Desktop`. */
  readonly system: string
  readonly rootless: boolean
  readonly cgroupVersion: 1 | 2
  /**
   * Whether its containers run on the kernel that we run on, so that their processes stand in our /proc and
   * their control groups can be read; else they live in a virtual machine.
   */
  readonly sharesKernel: boolean
  /**
   * `host`: containers use this machine's own network, and listen on its 127.0.0.1. `ports`: they have one of
   * their own, and what they listen on is published on 127.0.0.1.
   */
  readonly network: ContainerNetwork
}

export const containerNetworks = ['host', 'ports'] as const
export type ContainerNetwork = (typeof containerNetworks)[number]

/** Overrides the network that the engine would be used with. */
export const NETWORK_VARIABLE = 'BENCH_CONTAINER_NETWORK'

export type EngineSearch =
  | { readonly engine: Engine; readonly refusal?: undefined }
  | { readonly engine?: undefined; readonly refusal: { readonly reason: string; readonly hint: string } }

const START_HINT = 'start Docker (or Podman with its socket), or name an engine in DOCKER_HOST'

let search: Promise<EngineSearch> | undefined

/** Looks once in a process for an engine that answers: takes milliseconds, loads no library, starts nothing. */
export function findEngine(): Promise<EngineSearch> {
  search ??= lookForEngine()
  return search
}

/** The same, looked for anew. */
export async function lookForEngine(): Promise<EngineSearch> {
  const silent: string[] = []
  for (const candidate of engineCandidates()) {
    const { refusal, engine } = await examine(candidate)
    if (engine) return { engine }
    if (candidate.decides) return { refusal: { reason: refusal, hint: START_HINT } }
    silent.push(candidate.found)
  }
  const where = silent.length === 0 ? '' : ` (${silent.join(', ')} does not answer)`
  return { refusal: { reason: `no container engine answers${where}`, hint: START_HINT } }
}

interface Version {
  readonly Version: string
  readonly Components?: readonly { readonly Name: string; readonly Version: string }[]
}

interface Info {
  readonly OperatingSystem: string
  readonly KernelVersion: string
  readonly CgroupVersion?: string
  readonly SecurityOptions?: readonly string[] | null
}

async function examine(
  candidate: Candidate,
): Promise<{ engine: Engine; refusal?: undefined } | { engine?: undefined; refusal: string }> {
  const { address, found } = candidate
  const transport = transportOf(address)
  if ('refusal' in transport) return { refusal: `${found}: ${transport.refusal}` }
  try {
    const [version, info] = await Promise.all([
      askEngine<Version>(transport, '/version'),
      askEngine<Info>(transport, '/info'),
    ])
    return { engine: describe(candidate, version, info) }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { refusal: `the engine that ${found} names does not answer: ${why}` }
  }
}

function describe({ address, found }: Candidate, version: Version, info: Info): Engine {
  const podman = version.Components?.find(({ Name }) => Name === 'Podman Engine')
  const rootless = info.SecurityOptions?.some((option) => option.includes('rootless')) ?? false
  const sharesKernel = info.KernelVersion === release()
  // In rootless Docker the machine's own network is that of its helper, which we are not in.
  const canShareNetwork = sharesKernel && !(rootless && !podman)
  const named = containerNetworks.find((one) => one === process.env[NETWORK_VARIABLE])
  return {
    address,
    found,
    kind: podman ? 'Podman' : 'Docker',
    version: podman?.Version ?? version.Version,
    system: info.OperatingSystem,
    rootless,
    cgroupVersion: info.CgroupVersion === '2' ? 2 : 1,
    sharesKernel,
    network: named ?? (canShareNetwork ? 'host' : 'ports'),
  }
}
