import { PassThrough, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { demultiplexInto } from './demultiplex.ts'

function frame(side: 1 | 2, content: string): Buffer {
  const header = Buffer.alloc(8)
  header.writeUInt8(side)
  header.writeUInt32BE(Buffer.byteLength(content), 4)
  return Buffer.concat([header, Buffer.from(content)])
}

test('frames are told apart, wherever the chunks end', async () => {
  const all = Buffer.concat([frame(1, 'one'), frame(2, 'wrong'), frame(1, ''), frame(1, ' two')])
  for (let size = 1; size <= all.length; size++) {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()]
    const frames = demultiplexInto(stdout, stderr)
    for (let at = 0; at < all.length; at += size) frames.write(all.subarray(at, at + size))
    frames.end()
    expect(await Promise.all([text(stdout), text(stderr)])).toEqual(['one two', 'wrong'])
  }
})

test('it takes no more than the reader does', async () => {
  let release: (() => void) | undefined
  const written: string[] = []
  const slow = new Writable({
    highWaterMark: 1,
    write(chunk, _encoding, done) {
      written.push(String(chunk))
      release = done
    },
  })
  const frames = demultiplexInto(slow, new PassThrough())
  let taken = 0
  for (const word of ['a', 'b']) frames.write(frame(1, word), () => taken++)
  await new Promise(setImmediate)
  expect([taken, written]).toEqual([0, ['a']])
  release?.()
  await new Promise(setImmediate)
  expect([taken, written]).toEqual([1, ['a', 'b']])
})

test('a reader that has gone holds nothing up', async () => {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const frames = demultiplexInto(stdout, stderr)
  stdout.destroy()
  frames.write(frame(1, 'for nobody'))
  frames.end(frame(2, 'heard'))
  expect(await text(stderr)).toBe('heard')
})
