import { GenericContainer } from 'testcontainers'
import type { ContainerOptions } from './container.ts'

/** Only to be imported after `loadTestcontainers`. A container of ours, as testcontainers starts it. */
export class LabelledContainer extends GenericContainer {
  /** Called between creation and start. */
  onCreated: () => Promise<void> = async () => {}
  /** Called after the start; what it waits for is what the start waits for. */
  onStarted: () => Promise<void> = async () => {}
  readonly #options: ContainerOptions

  constructor(options: ContainerOptions, name: string, labels: Record<string, string>) {
    super(options.image)
    this.#options = options
    const { engine, entrypoint, command, env = {}, user, mounts = [], ports = [] } = options
    this.withName(name).withLabels(labels).withEnvironment(env).withBindMounts(mounts.map(bind))
    this.withPullPolicy({ shouldPull: () => 'never' })
    // A check that the engine repeats all its life would be load on what is measured.
    this.createOpts.Healthcheck = { Test: ['NONE'] }
    if (entrypoint) this.withEntrypoint([...entrypoint])
    if (command) this.withCommand([...command])
    if (user) this.withUser(`${user.uid}:${user.gid}`)
    if (options.tmpfs) this.withTmpFs({ ...options.tmpfs })
    if (engine.network === 'host') this.withNetworkMode('host')
    else if (ports.length > 0)
      this.withExposedPorts(...ports.map((port) => ({ container: port, host: port })))
    this.withWaitStrategy({
      waitUntilReady: () => this.onStarted(),
      withStartupTimeout() {
        return this
      },
      isStartupTimeoutSet: () => true,
      getStartupTimeout: () => options.readyMs ?? 0,
    })
  }

  protected override async beforeContainerCreated(): Promise<void> {
    // The library publishes to every network that the machine is in, and knows no option against it.
    for (const bindings of Object.values(this.hostConfig.PortBindings ?? {}))
      for (const binding of bindings as { HostIp?: string }[]) binding.HostIp = '127.0.0.1'
    Object.assign(this.hostConfig, { SecurityOpt: ['no-new-privileges'], ...this.#options.host })
  }

  protected override async containerCreated(): Promise<void> {
    await this.onCreated()
  }
}

function bind({ source, target, readOnly = false }: { source: string; target: string; readOnly?: boolean }) {
  return { source, target, mode: readOnly ? ('ro' as const) : ('rw' as const) }
}
