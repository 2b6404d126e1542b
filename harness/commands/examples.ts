import type { Command } from 'commander'
import { wrap } from './layout.ts'

/** A command line, and what it is good for. */
export type Example = readonly [line: string, says?: string]

/** No line of a help is longer. */
const WIDEST = 80
/** What an example is good for stands beside it, unless its line is longer than this. */
const LONGEST_BESIDE = 38

const known = new WeakMap<Command, readonly Example[]>()

/** Puts examples below the help of a command, and remarks below those. */
export function addExamples(command: Command, examples: readonly Example[], remarks = ''): Command {
  known.set(command, examples)
  const beside = examples.map(([line]) => line.length).filter((length) => length <= LONGEST_BESIDE)
  const margin = Math.max(...beside, 0) + 4
  const lines = examples.flatMap((example) => exampleLines(example, margin))
  const paragraphs = remarks === '' ? [] : ['', ...wrap(remarks, WIDEST)]
  return command.addHelpText('after', ['', 'Examples:', ...lines, ...paragraphs].join('\n'))
}

/** The command lines of the examples of a command, the simplest first. */
export function examplesOf(command: Command): string[] {
  return (known.get(command) ?? []).map(([line]) => line)
}

function exampleLines([line, says]: Example, margin: number): string[] {
  if (says === undefined) return [`  ${line}`]
  const texts = wrap(says, WIDEST - margin)
  const others = texts.map((text) => ' '.repeat(margin) + text)
  if (line.length > LONGEST_BESIDE) return [`  ${line}`, ...others]
  return [`  ${line}`.padEnd(margin) + texts[0], ...others.slice(1)]
}
