import { Writable } from 'node:stream'

/** Of the engine's frames: which stream, three zeros, and the length of what follows, big-endian. */
const HEADER_BYTES = 8
const STDERR = 2

/**
 * Takes what an engine sends of an attached container without a terminal (its API's "stream format") and hands
 * on what the container has written. It takes no more while either side is full, so that the container waits, as
 * it would for a pipe. Both sides end with it.
 */
export function demultiplexInto(stdout: Writable, stderr: Writable): Writable {
  let waiting: Buffer = Buffer.alloc(0)
  let left = 0
  let side = stdout

  /** Hands on what is complete, or the part of a frame that is here; returns what of it nobody wanted yet. */
  function* pieces(chunk: Buffer): Generator<readonly [Writable, Buffer]> {
    let data = waiting.length > 0 ? Buffer.concat([waiting, chunk]) : chunk
    while (data.length > 0) {
      if (left === 0) {
        if (data.length < HEADER_BYTES) break
        side = data.readUInt8(0) === STDERR ? stderr : stdout
        left = data.readUInt32BE(4)
        data = data.subarray(HEADER_BYTES)
        continue
      }
      const piece = data.subarray(0, left)
      left -= piece.length
      data = data.subarray(piece.length)
      yield [side, piece]
    }
    waiting = data
  }

  async function take(chunk: Buffer): Promise<void> {
    for (const [into, piece] of pieces(chunk)) {
      // Whoever has ended one side may have more of it on the way.
      if (into.destroyed || into.writableEnded || into.write(piece)) continue
      await new Promise<void>((resolve) => {
        into.once('drain', resolve)
        into.once('close', resolve)
      })
    }
  }

  function endBoth(): void {
    stdout.end()
    stderr.end()
  }

  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      take(chunk).then(() => done(), done)
    },
    final(done) {
      endBoth()
      done()
    },
    destroy(error, done) {
      endBoth()
      done(error)
    },
  })
}
