import type Dockerode from 'dockerode'
import type { GenericContainer } from 'testcontainers'

/**
 * Written by the engine itself, whatever its default is, so that `docker logs` shows it; else without an end. What
 * we need of it we read as it is printed.
 */
const LOG: Dockerode.HostConfig['LogConfig'] = { Type: 'json-file', Config: { 'max-size': '1m' } }

/**
 * Holds every container that the library makes in this process, its own reaper included, to this machine and to a
 * megabyte of log: it would publish ports to every network that the machine is in, keep logs without bound, and
 * knows no option against either. Its hook for what a container is made of is optional, and this is the one of
 * those that have none of their own; others call it. Idempotent.
 */
export function holdWithinBounds({ prototype }: typeof GenericContainer): void {
  const hooked = prototype as unknown as {
    hostConfig: Dockerode.HostConfig
    beforeContainerCreated?(): Promise<void>
  }
  hooked.beforeContainerCreated = async function () {
    for (const bindings of Object.values(this.hostConfig.PortBindings ?? {}))
      for (const binding of bindings as { HostIp?: string }[]) binding.HostIp = '127.0.0.1'
    this.hostConfig.LogConfig = LOG
  }
}
