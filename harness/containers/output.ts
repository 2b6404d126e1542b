import { PassThrough } from 'node:stream'
import type Dockerode from 'dockerode'

const MOST_LINES = 50
const MOST_CHARACTERS = 16_384

/** What a container prints. */
export interface Output {
  /** The last 50 lines. */
  tail(): string
  /** Begins to listen to one that is about to be started; to be called before each of its starts. */
  follow(): Promise<void>
  close(): void
}

/** Keeps what a container prints from its start on, so that it is known even where the container is gone. */
export function keepOutput(take: (text: string) => void = () => {}): (handle: Dockerode.Container) => Output {
  return (handle) => keptOutput(handle, take)
}

function keptOutput(handle: Dockerode.Container, take: (text: string) => void): Output {
  let text = ''
  let stream: NodeJS.ReadWriteStream | undefined
  const close = () => (stream as { destroy?: () => void } | undefined)?.destroy?.()
  return {
    tail: () => text.trimEnd().split('\n').slice(-MOST_LINES).join('\n'),
    async follow() {
      close()
      stream = await handle.attach({ stream: true, stdout: true, stderr: true })
      // The connection ends with the container, in whatever way that ends.
      stream.on('error', () => {})
      const both = new PassThrough()
      both.setEncoding('utf8')
      both.on('data', (chunk: string) => {
        text = (text + chunk).slice(-MOST_CHARACTERS)
        take(chunk)
      })
      handle.modem.demuxStream(stream, both, both)
    },
    close,
  }
}
