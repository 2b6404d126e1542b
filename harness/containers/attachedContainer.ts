import { randomBytes } from 'node:crypto'
import { type Duplex, PassThrough, type Readable, type Writable } from 'node:stream'
import type Dockerode from 'dockerode'
import { BenchError, exitCodes, messageOf } from '../errors.ts'
import type { Ledger } from '../lifecycle/ledger.ts'
import { failureOf, type Mount, removeContainer, withRemains } from './container.ts'
import { demultiplexInto } from './demultiplex.ts'
import { type ContainerEnd, endOf } from './ending.ts'
import type { Engine } from './engine.ts'
import { ROLE_LABEL, RUN_LABEL } from './labels.ts'
import { clientOf } from './library.ts'

export interface AttachedOptions {
  readonly engine: Engine
  /** It must be here: nothing is pulled. */
  readonly image: string
  /** What it is to us; part of its name. */
  readonly role: string
  readonly ledger: Ledger
  readonly signal: AbortSignal
  /** Follows the image's own entry point. */
  readonly command: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly user?: { readonly uid: number; readonly gid: number } | undefined
  readonly mounts?: readonly Mount[]
  /** Whatever else the engine is to be told. */
  readonly host?: Dockerode.HostConfig
}

/** A container whose main process we speak with as with a child. Disposal removes it, with its volumes. */
export interface AttachedContainer extends AsyncDisposable {
  readonly name: string
  readonly handle: Dockerode.Container
  /** Of its main process on this machine. */
  readonly pid: number
  /** Ending it ends the input of the main process; so does our own end, whatever it is. */
  readonly stdin: Writable
  /** Both must be read: what nobody takes makes the container wait. */
  readonly stdout: Readable
  readonly stderr: Readable
  /**
   * Resolves when its main process has ended, for whatever reason, at the latest soon after its removal; rejects
   * where the engine goes away first.
   */
  readonly ended: Promise<ContainerEnd>
}

/**
 * Starts a container of an engine that shares our kernel, on this machine's own network, with its streams in our
 * hands, and resolves once its main process runs. It stands in the ledger under its name before it exists. Where it
 * fails nothing is left of it; rejects with CONTAINER_FAILED.
 */
export async function startAttached(options: AttachedOptions): Promise<AttachedContainer> {
  const { engine, role, ledger, signal } = options
  signal.throwIfAborted()
  const name = `chartbench-${role}-${randomBytes(5).toString('hex')}`
  const claim = ledger.intend({ kind: 'container', engine: engine.address, name })
  const removed = Promise.withResolvers<void>()
  const client = await clientOf(engine).catch((error: unknown) => {
    claim.gone()
    throw containerFailed(options, error)
  })
  const handle = client.getContainer(name)
  const remove = async () => {
    await removeContainer(handle)
    removed.resolve()
    claim.gone()
  }
  try {
    await client.createContainer({ name, ...createOptions(options) })
    claim.made()
    signal.throwIfAborted()
    const streams = await attach(handle)
    const ended = endOf(handle, removed.promise)
    await handle.start()
    const { State } = await handle.inspect()
    return { name, handle, pid: State.Pid, ...streams, ended, [Symbol.asyncDispose]: remove }
  } catch (error) {
    const left = await failureOf(remove)
    signal.throwIfAborted()
    throw containerFailed(options, withRemains(error, left))
  }
}

function containerFailed({ role, image }: AttachedOptions, error: unknown): BenchError {
  return new BenchError('CONTAINER_FAILED', `the ${role} container did not start: ${messageOf(error)}`, {
    exitCode: exitCodes.machineLacks,
    hint: `its image is ${image}; docker run it by hand to see more`,
    cause: error,
  })
}

function createOptions(options: AttachedOptions): Dockerode.ContainerCreateOptions {
  const { image, command, env = {}, user, mounts = [], host, role, ledger } = options
  return {
    Image: image,
    Cmd: [...command],
    Env: Object.entries(env).map(([key, value]) => `${key}=${value}`),
    ...(user && { User: `${user.uid}:${user.gid}` }),
    Labels: { [RUN_LABEL]: ledger.runId, [ROLE_LABEL]: role },
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    OpenStdin: true,
    // Its input ends with our connection, so that it ends by itself where we are killed.
    StdinOnce: true,
    Tty: false,
    // A check that the engine repeats all its life would be load on what is measured.
    Healthcheck: { Test: ['NONE'] },
    HostConfig: {
      NetworkMode: 'host',
      Mounts: mounts.map(({ source, target, readOnly = false }) => ({
        Type: 'bind' as const,
        Source: source,
        Target: target,
        ReadOnly: readOnly,
      })),
      ...host,
    },
  }
}

async function attach(
  handle: Dockerode.Container,
): Promise<Pick<AttachedContainer, 'stdin' | 'stdout' | 'stderr'>> {
  const all = { stream: true, hijack: true, stdin: true, stdout: true, stderr: true }
  const connection = (await handle.attach(all)) as Duplex
  const stdout = new PassThrough()
  const stderr = new PassThrough()
  const frames = demultiplexInto(stdout, stderr)
  connection.pipe(frames)
  // It ends with the container, in whatever way that ends; `ended` says so.
  connection.on('error', () => frames.destroy())
  connection.on('close', () => frames.end())
  return { stdin: connection, stdout, stderr }
}
