import { existsSync, statSync } from 'node:fs'
import { hostname, release } from 'node:os'
import type { Reachable } from './engineAddress.ts'

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
  /** What it can hold its containers to; it leaves other limits out, and tells nobody but who reads its warnings. */
  readonly canLimit: { readonly memory: boolean; readonly cpus: boolean }
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
  /** Why that network, in words. */
  readonly networkWhy: string
  /** Those that it can be used with, the usual one first. */
  readonly networks: readonly ContainerNetwork[]
}

export const containerNetworks = ['host', 'ports'] as const
export type ContainerNetwork = (typeof containerNetworks)[number]

/** Overrides the network that the engine would be used with. */
export const NETWORK_VARIABLE = 'BENCH_CONTAINER_NETWORK'

/** Why there is no engine, and what would help. */
export interface EngineRefused {
  readonly reason: string
  readonly hint: string
}

/** Of the answer to `GET /version`, what is looked at. */
export interface EngineVersion {
  readonly Version: string
  readonly Components?: readonly { readonly Name: string; readonly Version: string }[] | null
}

/** Of the answer to `GET /info`, what is looked at. */
export interface EngineInfo {
  /** Of the machine that it runs on. */
  readonly Name?: string
  readonly OperatingSystem: string
  readonly KernelVersion: string
  readonly CgroupVersion?: string
  /** Whether its control groups limit that. */
  readonly MemoryLimit?: boolean
  readonly CPUSet?: boolean
  /** Docker's way to tell that it is rootless, among others. */
  readonly SecurityOptions?: readonly string[] | null
  /** Podman's, of which not all versions know Docker's. */
  readonly Rootless?: boolean
}

/** Files that engines put into containers. */
const CONTAINER_MARKS = ['/.dockerenv', '/run/.containerenv']

/**
 * Why the engine's containers cannot be reached from here: we run in one of them, with a network of our own, so
 * that 127.0.0.1 is not theirs. Undefined where they can.
 */
export function outsideOf({ Name }: EngineInfo): EngineRefused | undefined {
  if (Name === undefined || Name === hostname() || !CONTAINER_MARKS.some((path) => existsSync(path)))
    return undefined
  return {
    reason: `bench runs in a container itself, whose 127.0.0.1 is not that of the engine's machine (${Name})`,
    hint: 'run its container with --network host, or bench outside of containers',
  }
}

/**
 * Why an engine is of no use to us: it runs without root's rights for another user, who cannot see our files.
 * Undefined where it is.
 */
export function strangerOf(
  transport: Reachable,
  { rootless }: Pick<Engine, 'rootless'>,
): EngineRefused | undefined {
  if (!rootless || !('socketPath' in transport)) return undefined
  const { uid } = statSync(transport.socketPath)
  if (uid === process.getuid?.()) return undefined
  return {
    reason: `it is the rootless engine of another user (uid ${uid}), who cannot see our files`,
    hint: 'run bench as that user, or name an engine of your own in DOCKER_HOST',
  }
}

/** Why an engine is of no use with the network that the environment asks for. Undefined where it is. */
export function withoutNetwork(
  { kind, networks, networkWhy }: Pick<Engine, 'kind' | 'networks' | 'networkWhy'>,
  named: ContainerNetwork | undefined,
): EngineRefused | undefined {
  if (!named || networks.includes(named)) return undefined
  return {
    reason: `${kind} has no network ${named} for us (${networkWhy})`,
    hint: `unset ${NETWORK_VARIABLE}, or name another engine in DOCKER_HOST`,
  }
}

/** What an engine says of itself, and the network that it is usually used with. */
export function describeEngine(version: EngineVersion, info: EngineInfo): Omit<Engine, 'address' | 'found'> {
  const podman = version.Components?.find(({ Name }) => Name === 'Podman Engine')
  const kind = podman ? 'Podman' : 'Docker'
  const rootless =
    info.Rootless ?? info.SecurityOptions?.some((option) => option.includes('rootless')) ?? false
  const sharesKernel = info.KernelVersion === release()
  return {
    kind,
    version: podman?.Version ?? version.Version,
    system: info.OperatingSystem,
    rootless,
    cgroupVersion: info.CgroupVersion === '2' ? 2 : 1,
    canLimit: { memory: info.MemoryLimit ?? true, cpus: info.CPUSet ?? true },
    sharesKernel,
    ...networkFor({ kind, rootless, sharesKernel }),
  }
}

function networkFor({
  kind,
  rootless,
  sharesKernel,
}: Pick<Engine, 'kind' | 'rootless' | 'sharesKernel'>): Pick<Engine, 'network' | 'networkWhy' | 'networks'> {
  if (!sharesKernel)
    return {
      network: 'ports',
      networkWhy: 'its containers run in a virtual machine',
      networks: ['ports', 'host'],
    }
  if (rootless && kind === 'Docker')
    return {
      network: 'ports',
      networkWhy: 'the network of rootless Docker is not that of this machine',
      networks: ['ports'],
    }
  return {
    network: 'host',
    networkWhy: 'its containers run on this machine, and it costs nothing',
    networks: ['host', 'ports'],
  }
}
