import { describe, expect, test } from 'vitest'
import { BenchError, exitCodes, unknownName, wrongUse } from '../errors.ts'
import { failureLines } from './failureText.ts'

const short = { columns: 60, verbose: false }
const verbose = { columns: 60, verbose: true }
const output = ['starting', 'cannot read the key', '    at load (x.js:1:2)', '}', 'Node.js v24.0.0'].join(
  '\n',
)

describe('what happened, why, what to do', () => {
  test('an unknown name: what was meant, and all that are valid', () => {
    expect(failureLines(unknownName('shell', 'fsh', ['bash', 'zsh', 'fish']), short)).toEqual([
      'error unknown shell: fsh',
      '  → did you mean zsh or fish?',
      '    valid: bash, zsh, fish',
    ])
  })

  test('the end of what a process said, without the noise of a crash; the rest with --verbose', () => {
    const error = new BenchError('X', 'it did not start', {
      exitCode: exitCodes.failed,
      hint: 'look into its log',
      output,
      cause: new Error('ended with 1', { cause: new Error('no key') }),
    })
    expect(failureLines(error, short)).toEqual([
      'error it did not start',
      '  | starting',
      '  | cannot read the key',
      '  → look into its log',
      '  --verbose says more',
    ])
    const all = failureLines(error, verbose).join('\n')
    expect(all).toMatch(/because: ended with 1\n {2}because: no key\n/)
    expect(all).toContain('|     at load (x.js:1:2)')
    expect(all).toMatch(/^ {2}at .*failureText\.test/m)
  })

  test('the nearest cause, where no process said anything', () => {
    const cause = new Error('connect ECONNREFUSED', { cause: new Error('further') })
    const error = new BenchError('X', 'no database', { exitCode: exitCodes.machineLacks, cause })
    expect(failureLines(error, short)).toEqual([
      'error no database',
      '  because: connect ECONNREFUSED',
      '  --verbose says more',
    ])
  })

  test('a fault of ours: where it happened, and which file to send; all of it where there is no file', () => {
    const fault = new TypeError('x is undefined')
    const file = `/${'deep/'.repeat(20)}x.ts:1:2`
    fault.stack = [`${fault}`, `    at ${file}`, '    at b (y.ts:1:2)', '    at c (z.ts:1:2)'].join('\n')
    const lines = failureLines(fault, { ...short, traceFile: '/state/1.txt' })
    expect(lines[0]).toBe('error a fault of bench itself: x is undefined')
    expect(lines[1]).toBe(`  at ${file}`)
    expect(lines.join(' ')).toContain('with /state/1.txt')
    expect(lines.length).toBeLessThanOrEqual(5)
    expect(failureLines(fault, verbose).filter((line) => line.startsWith('  at ')).length).toBeGreaterThan(2)
  })
})

describe('never more than five lines, never wider than the terminal', () => {
  const long = Array.from({ length: 120 }, (_, i) => `word${i}`).join(' ')

  test.each([30, 40, 60, 80, 100])('on %i columns', (columns) => {
    const errors = [
      wrongUse(long, long),
      wrongUse(long),
      wrongUse(`${long}\n${long}\n${long}`, `${long}\n${long}`),
      new BenchError('X', long, { exitCode: exitCodes.failed, output: `${long}\n${long}`, hint: long }),
      new BenchError('X', long, { exitCode: exitCodes.failed, cause: new Error(long.toUpperCase()) }),
      new Error(long),
    ]
    for (const error of errors) {
      const lines = failureLines(error, { columns, verbose: false, traceFile: '/t' })
      expect(lines.length).toBeLessThanOrEqual(5)
      // A path is left whole, so that it can be copied.
      expect(lines.filter((line) => line.length > columns && !line.includes('/'))).toEqual([])
      expect(lines.at(-1)).toBe('  --verbose says more')
    }
  })

  test('of several things that are wrong, the beginning of each is told', () => {
    const lines = failureLines(wrongUse(`a ${long}\nb ${long}\nc ${long}\nd ${long}`, 'mend it'), short)
    expect(lines.map((line) => line.slice(0, 8))).toEqual([
      'error a ',
      '  b word',
      '  c word',
      '  → mend',
      '  --verb',
    ])
  })

  test('what others said does not steer the terminal', () => {
    const output = 'ended \u001b[2J\u001b]0;title\u0007'
    const error = new BenchError('X', 'it \u001b[31mfailed', { exitCode: exitCodes.failed, output })
    for (const verbose of [false, true]) {
      const text = failureLines(error, { columns: 80, verbose }).join('\n')
      expect(text).toContain('failed')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/)
    }
  })
})
