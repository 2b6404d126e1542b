import { reportFailure } from './failure.ts'

/** What a stream says when its reader has gone: a pipe that was closed, a terminal that was hung up. */
const nobodyReads = new Set(['EPIPE', 'EIO'])

/**
 * Lets a command go on where nobody reads its output any more (`bench run all | head -1`, a closed terminal):
 * what it has started must still be ended in order. Any other failure to write is reported, and is ours.
 */
export function surviveClosedOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (!nobodyReads.has(error.code ?? '')) reportFailure(error)
    })
  }
}
