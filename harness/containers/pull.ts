import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import type { Engine } from './engine.ts'
import { clientOf } from './library.ts'
import { type PullEvent, PullProgress } from './pullProgress.ts'

const TELL_MS = 1_000

/** How a pull is told of and ended. */
export interface PullContext {
  readonly progress: (line: string) => void
  readonly signal: AbortSignal
}

/**
 * Pulls an image and tells of it: first that, then at most once a second how far it is, at the end how large it
 * was. Rejects with the engine's own words. Aborting it makes the engine give up too.
 */
export async function pullImage(
  engine: Pick<Engine, 'address'>,
  reference: string,
  { progress, signal }: PullContext,
): Promise<void> {
  signal.throwIfAborted()
  progress(`pulling the image ${reference}`)
  const begunAt = performance.now()
  const layers = new PullProgress()
  let toldAt = begunAt
  for await (const event of pullEvents(engine, reference, signal)) {
    if (event.error !== undefined) throw new Error(event.error)
    layers.take(event)
    if (performance.now() - toldAt < TELL_MS) continue
    toldAt = performance.now()
    progress(`pulling ${reference}: ${layers.done()}`)
  }
  const seconds = ((performance.now() - begunAt) / 1_000).toFixed(1)
  progress(`pulled ${reference}: ${layers.size()}, ${seconds} s`)
}

async function* pullEvents(
  engine: Pick<Engine, 'address'>,
  reference: string,
  signal: AbortSignal,
): AsyncGenerator<PullEvent> {
  const client = await clientOf(engine)
  const stream = (await client.pull(withTag(reference), { abortSignal: signal })) as Readable
  const giveUp = () => stream.destroy()
  signal.addEventListener('abort', giveUp, { once: true })
  try {
    yield* jsonLines(stream)
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    signal.removeEventListener('abort', giveUp)
    stream.destroy()
  }
  signal.throwIfAborted()
}

async function* jsonLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<PullEvent> {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  for await (const chunk of chunks) {
    const lines = (rest + decoder.write(chunk)).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.trim() !== '') yield JSON.parse(line) as PullEvent
  }
  if (rest.trim() !== '') yield JSON.parse(rest) as PullEvent
}

/** Without a tag an engine would pull all that there are. */
function withTag(reference: string): string {
  const name = reference.slice(reference.lastIndexOf('/') + 1)
  return /[:@]/.test(name) ? reference : `${reference}:latest`
}
