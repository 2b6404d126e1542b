import { GenericContainer } from 'testcontainers'
import type { ContainerOptions, PublishedPort } from './containerOptions.ts'

/** Called around the start of a container. */
export interface StartHooks {
  /** Between creation and start. */
  created(): Promise<void>
  /** After the start; what it waits for is what the start waits for. */
  started(): Promise<void>
}

/** A container of testcontainers that is ours: with our name and labels, and published on 127.0.0.1 only. */
export type LabelledContainerClass = new (
  options: ContainerOptions,
  name: string,
  labels: Record<string, string>,
  hooks: StartHooks,
) => GenericContainer

/** Makes such a class of one of testcontainers'. Only to be imported after `loadTestcontainers`. */
export function labelled(Base: new (image: string) => GenericContainer): LabelledContainerClass {
  return class extends Base {
    readonly #options: ContainerOptions
    readonly #hooks: StartHooks

    constructor(options: ContainerOptions, name: string, labels: Record<string, string>, hooks: StartHooks) {
      super(options.image)
      this.#options = options
      this.#hooks = hooks
      const { engine, entrypoint, command, env = {}, user, mounts = [], ports = [] } = options
      this.withName(name).withLabels(labels).withEnvironment(env).withBindMounts(mounts.map(bind))
      this.withPullPolicy({ shouldPull: () => 'never' })
      if (entrypoint) this.withEntrypoint([...entrypoint])
      if (command) this.withCommand([...command])
      if (user) this.withUser(typeof user === 'string' ? user : `${user.uid}:${user.gid}`)
      if (options.tmpfs) this.withTmpFs({ ...options.tmpfs })
      // Elsewhere the library overrides it.
      if (options.host?.NetworkMode) this.withNetworkMode(options.host.NetworkMode)
      else if (engine.network === 'host') this.withNetworkMode('host')
      else if (ports.length > 0) this.withExposedPorts(...ports.map(bothSides))
      this.withWaitStrategy({
        waitUntilReady: () => hooks.started(),
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
      // A check that the engine repeats all its life would be load on what is measured.
      this.createOpts.Healthcheck = { Test: ['NONE'] }
      Object.assign(this.hostConfig, { SecurityOpt: ['no-new-privileges'], ...this.#options.host })
    }

    protected override async containerCreated(): Promise<void> {
      await this.#hooks.created()
    }
  }
}

function bothSides(port: PublishedPort): { container: number; host: number } {
  return typeof port === 'number' ? { container: port, host: port } : port
}

function bind({ source, target, readOnly = false }: { source: string; target: string; readOnly?: boolean }) {
  return { source, target, mode: readOnly ? ('ro' as const) : ('rw' as const) }
}

/** What a container is made of that needs nothing special. */
export const LabelledContainer = labelled(GenericContainer)
