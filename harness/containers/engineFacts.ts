import { existsSync } from 'node:fs'
import { hostname, release } from 'node:os'

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
  /** Why that network, in words. */
  readonly networkWhy: string
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
  readonly SecurityOptions?: readonly string[] | null
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

/** What an engine says of itself. `named`: the network that the environment asks for. */
export function describeEngine(
  version: EngineVersion,
  info: EngineInfo,
  named: ContainerNetwork | undefined,
): Omit<Engine, 'address' | 'found'> {
  const podman = version.Components?.find(({ Name }) => Name === 'Podman Engine')
  const kind = podman ? 'Podman' : 'Docker'
  const rootless = info.SecurityOptions?.some((option) => option.includes('rootless')) ?? false
  const sharesKernel = info.KernelVersion === release()
  return {
    kind,
    version: podman?.Version ?? version.Version,
    system: info.OperatingSystem,
    rootless,
    cgroupVersion: info.CgroupVersion === '2' ? 2 : 1,
    sharesKernel,
    ...networkFor({ kind, rootless, sharesKernel }, named),
  }
}

function networkFor(
  { kind, rootless, sharesKernel }: Pick<Engine, 'kind' | 'rootless' | 'sharesKernel'>,
  named: ContainerNetwork | undefined,
): Pick<Engine, 'network' | 'networkWhy'> {
  if (named) return { network: named, networkWhy: `${NETWORK_VARIABLE} says so` }
  if (!sharesKernel) return { network: 'ports', networkWhy: 'its containers run in a virtual machine' }
  if (rootless && kind === 'Docker')
    return { network: 'ports', networkWhy: 'the network of rootless Docker is not that of this machine' }
  return { network: 'host', networkWhy: 'its containers run on this machine, and it costs nothing' }
}
