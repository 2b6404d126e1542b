import type Dockerode from 'dockerode'
import { GenericContainer } from 'testcontainers'
import type { ClaimedContainer } from './claimedContainer.ts'
import type { ContainerOptions, Mount, PublishedPort } from './containerOptions.ts'
import { lookUpImage } from './images.ts'

/** Called around the start of a container. */
export interface StartHooks {
  /** Between creation and start. */
  created(): Promise<void>
  /** After the start; what it waits for is what the start waits for. */
  started(): Promise<void>
}

/** A container of testcontainers that is ours, with our name and labels. */
export type LabelledContainerClass = new (
  options: ContainerOptions,
  claimed: Pick<ClaimedContainer, 'name' | 'labels'>,
  hooks: StartHooks,
) => GenericContainer

/** What an engine is told of a main process that we speak with; the library has no words for it. */
const WITH_INPUT: Dockerode.ContainerCreateOptions = {
  AttachStdin: true,
  AttachStdout: true,
  AttachStderr: true,
  OpenStdin: true,
  // Its input ends with our connection, so that it ends by itself where we are killed.
  StdinOnce: true,
  Tty: false,
}

/** Makes such a class of one of testcontainers'. Only to be imported after `loadTestcontainers`. */
export function labelled(Base: new (image: string) => GenericContainer): LabelledContainerClass {
  return class extends Base {
    readonly #options: ContainerOptions
    readonly #hooks: StartHooks

    constructor(
      options: ContainerOptions,
      { name, labels }: Pick<ClaimedContainer, 'name' | 'labels'>,
      hooks: StartHooks,
    ) {
      super(options.image)
      this.#options = options
      this.#hooks = hooks
      const { engine, entrypoint, command, env = {}, user, tmpfs, host, ports = [] } = options
      this.withName(name)
        .withLabels({ ...labels })
        .withEnvironment({ ...env })
      this.withPullPolicy({ shouldPull: () => 'never' })
      if (entrypoint) this.withEntrypoint([...entrypoint])
      if (command) this.withCommand([...command])
      if (user) this.withUser(typeof user === 'string' ? user : `${user.uid}:${user.gid}`)
      if (tmpfs) this.withTmpFs({ ...tmpfs })
      // Elsewhere the library overrides it.
      if (host?.NetworkMode) this.withNetworkMode(host.NetworkMode)
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
      await this.#publishExposed()
      await super.beforeContainerCreated?.()
      const { attach, mounts = [], host } = this.#options
      // A check that the engine repeats all its life would be load on what is measured.
      Object.assign(this.createOpts, { Healthcheck: { Test: ['NONE'] } }, attach && WITH_INPUT)
      const own: Dockerode.HostConfig = { Mounts: mounts.map(bind), SecurityOpt: ['no-new-privileges'] }
      Object.assign(this.hostConfig, own, host)
    }

    /**
     * Podman counts what an image exposes among the ports to be published, for all of which the library waits.
     * Nobody listens there.
     */
    async #publishExposed(): Promise<void> {
      const { engine, image } = this.#options
      if (engine.kind !== 'Podman' || engine.network !== 'ports') return
      const facts = await lookUpImage(engine, image)
      const exposed = facts?.exposed.map((port) => [port, [{ HostPort: '' }]]) ?? []
      this.hostConfig.PortBindings = { ...Object.fromEntries(exposed), ...this.hostConfig.PortBindings }
    }

    protected override async containerCreated(): Promise<void> {
      await this.#hooks.created()
    }
  }
}

function bothSides(port: PublishedPort): { container: number; host: number } {
  return typeof port === 'number' ? { container: port, host: port } : port
}

function bind({ source, target, readOnly = false }: Mount): Dockerode.MountConfig[number] {
  return { Type: 'bind', Source: source, Target: target, ReadOnly: readOnly }
}

/** What a container is made of that needs nothing special. */
export const LabelledContainer = labelled(GenericContainer)
