import { type Duplex, PassThrough, type Readable, type Writable } from 'node:stream'
import type Dockerode from 'dockerode'
import { startContainer } from './container.ts'
import type { ContainerOptions } from './containerOptions.ts'
import { demultiplexInto } from './demultiplex.ts'
import type { ContainerEnd } from './ending.ts'

export type AttachedOptions = Omit<
  ContainerOptions,
  'attach' | 'onOutput' | 'ready' | 'readyMs' | 'ports' | 'base'
>

/** The streams of a main process. */
interface Streams {
  /** Ending it ends the input of the main process; so does our own end, whatever it is. */
  readonly stdin: Writable
  /** Both must be read: what nobody takes makes the container wait. */
  readonly stdout: Readable
  readonly stderr: Readable
}

/** A container whose main process we speak with as with a child. Disposal removes it, with its volumes. */
export interface AttachedContainer extends Streams, AsyncDisposable {
  readonly name: string
  readonly handle: Dockerode.Container
  /** Of its main process on this machine; 0 where that has ended already. */
  readonly pid: number
  /**
   * Resolves when its main process has ended, for whatever reason, at the latest soon after its removal; rejects
   * where the engine goes away first.
   */
  readonly ended: Promise<ContainerEnd>
}

/**
 * Starts a container of an engine that shares our kernel, on this machine's own network, with its streams in our
 * hands, and resolves once its main process has been started. Otherwise as `startContainer`.
 */
export async function startAttached(options: AttachedOptions): Promise<AttachedContainer> {
  let streams: Streams | undefined
  const container = await startContainer({
    ...options,
    host: { NetworkMode: 'host', ...options.host },
    attach: (handle) => ({
      tail: () => '',
      async follow() {
        streams = await attach(handle)
      },
      // The connection ends with the container.
      close: () => {},
    }),
  })
  const { name, handle, pid = 0, ended } = container
  return {
    name,
    handle,
    pid,
    ended,
    ...streams!,
    [Symbol.asyncDispose]: () => container[Symbol.asyncDispose](),
  }
}

async function attach(handle: Dockerode.Container): Promise<Streams> {
  const connection = await connect(handle)
  const stdout = new PassThrough()
  const stderr = new PassThrough()
  const frames = demultiplexInto(stdout, stderr)
  connection.pipe(frames)
  // It ends with the container, in whatever way that ends; `ended` says so.
  connection.on('error', () => frames.destroy())
  connection.on('close', () => frames.end())
  return { stdin: connection, stdout, stderr }
}

/** The library's own way sends its options as a body too, and Podman hands that to the container as input. */
function connect({ id, modem }: Dockerode.Container): Promise<Duplex> {
  const options = {
    path: `/containers/${id}/attach?`,
    method: 'POST',
    isStream: true,
    hijack: true,
    file: Buffer.alloc(0),
    options: { stream: true, stdin: true, stdout: true, stderr: true },
    statusCodes: { 200: true, 404: 'no such container', 500: 'server error' },
  }
  return new Promise((resolve, reject) =>
    modem.dial(options, (error: Error | null, connection: unknown) =>
      error ? reject(error) : resolve(connection as Duplex),
    ),
  )
}
