import { PassThrough } from 'node:stream'
import type Dockerode from 'dockerode'

const MOST_LINES = 50
const MOST_CHARACTERS = 16_384

/** What a container prints. */
export interface Output {
  /** The last 50 lines. */
  tail(): string
  close(): void
}

/** Follows what a container prints from its start, so that it is known even where the container is gone. */
export async function followOutput(
  client: Dockerode,
  handle: Dockerode.Container,
  take: (text: string) => void = () => {},
): Promise<Output> {
  const stream = await handle.attach({ stream: true, stdout: true, stderr: true })
  const both = new PassThrough()
  let text = ''
  both.setEncoding('utf8')
  both.on('data', (chunk: string) => {
    text = (text + chunk).slice(-MOST_CHARACTERS)
    take(chunk)
  })
  client.modem.demuxStream(stream, both, both)
  // The connection ends with the container, in whatever way that ends.
  stream.on('error', () => {})
  return {
    tail: () => text.trimEnd().split('\n').slice(-MOST_LINES).join('\n'),
    close() {
      ;(stream as { destroy?: () => void }).destroy?.()
    },
  }
}
