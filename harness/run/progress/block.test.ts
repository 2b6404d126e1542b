import { describe, expect, test } from 'vitest'
import { LiveBlock } from './block.ts'
import type { ProgressStream } from './contract.ts'
import { Screen } from './screen.fixture.ts'

interface Terminal {
  readonly screen: Screen
  readonly stream: ProgressStream
  readonly written: string[]
}

function terminal(columns = 40, rows = 10): Terminal {
  const screen = new Screen(columns, rows)
  const written: string[] = []
  const stream = {
    isTTY: true,
    get columns() {
      return screen.columns
    },
    get rows() {
      return screen.rows
    },
    write: (text: string) => {
      written.push(text)
      screen.write(text)
      return true
    },
  } as ProgressStream
  return { screen, stream, written }
}

describe('a block', () => {
  test('is redrawn in place, with more lines and with fewer', () => {
    const { screen, stream } = terminal()
    const block = new LiveBlock(stream)
    block.draw(['one', 'a long line', 'three'])
    expect(screen.lines).toEqual(['one', 'a long line', 'three'])
    block.draw(['ONE', 'two'])
    expect(screen.lines).toEqual(['ONE', 'two'])
    block.draw(['1', '2', '3', '4'])
    expect(screen.lines).toEqual(['1', '2', '3', '4'])
    block.end()
  })

  test('is not written again where nothing has changed', () => {
    const { stream, written } = terminal()
    const block = new LiveBlock(stream)
    block.draw(['one'])
    block.draw(['one'])
    expect(written).toHaveLength(1)
    block.end()
  })

  test('stays below what others write to the stream', () => {
    const { screen, stream } = terminal()
    stream.write('before\n')
    const block = new LiveBlock(stream)
    block.draw(['one', 'two'])
    stream.write('a warning\n')
    stream.write('half a line')
    expect(screen.lines).toEqual(['before', 'a warning', 'half a line', 'one', 'two'])
    block.draw(['ONE', 'two'])
    expect(screen.lines).toEqual(['before', 'a warning', 'half a line', 'ONE', 'two'])
    block.end()
    expect(screen.lines).toEqual(['before', 'a warning', 'half a line'])
  })

  test('hides the cursor and gives it back, with the stream as it was', () => {
    const { screen, stream } = terminal()
    const { write } = stream
    const block = new LiveBlock(stream)
    block.draw(['one'])
    expect(screen).toMatchObject({ cursorShown: false, wraps: true })
    block.end()
    expect(screen).toMatchObject({ cursorShown: true, lines: [] })
    expect(stream.write).toBe(write)
    block.draw(['late'])
    block.end()
    expect(screen.lines).toEqual([])
  })

  test('gives the cursor back where the process ends without a word', () => {
    const { screen, stream } = terminal()
    const before = process.listeners('exit')
    const block = new LiveBlock(stream)
    block.draw(['one'])
    const [listener] = process.listeners('exit').filter((one) => !before.includes(one))
    listener!(1)
    expect(screen.cursorShown).toBe(true)
    expect(process.listeners('exit')).toEqual(before)
    block.end()
  })

  test('a line that a terminal shows wider than it counts is cut, not wrapped', () => {
    const { screen, stream } = terminal(10)
    const block = new LiveBlock(stream)
    block.draw(['0123456789abc', 'two'])
    expect(screen.lines).toEqual(['012345678c', 'two'])
    block.end()
  })

  test('takes away the rows that a narrower terminal has wrapped it into', () => {
    const { screen, stream } = terminal(20)
    stream.write('a note\n')
    const block = new LiveBlock(stream)
    block.draw(['0123456789abcdefg', '0123456789abcdefg'])
    // The terminal wraps anew: what was two rows is four now.
    const narrow = new Screen(10, 10)
    narrow.write('a note\n0123456789abcdefg\n0123456789abcdefg')
    screen.columns = 10
    const late: string[] = []
    screen.write = (text) => {
      late.push(text)
      narrow.write(text)
    }
    block.draw(['012345678', 'two'])
    expect(narrow.lines).toEqual(['a note', '012345678', 'two'])
    block.end()
    expect(narrow.lines).toEqual(['a note'])
  })
})
