import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { strategyNames } from '../../strategies/index.ts'
import { root } from '../bench.ts'

const pages = readdirSync(join(root, 'docs')).filter((file) => file.endsWith('.md'))

/** What users read, README.md first: their commands are run. Paths below the checkout. */
export const documents = [
  'README.md',
  ...pages.map((page) => `docs/${page}`),
  ...strategyNames.map((name) => `strategies/${name}/README.md`),
]

export function read(document: string): string {
  return readFileSync(join(root, document), 'utf8')
}

/** A fenced block of code: the word behind its fence, and its lines. */
export interface Block {
  readonly language: string
  readonly lines: readonly string[]
}

export function blocksOf(document: string): Block[] {
  const fenced = read(document).matchAll(/^```([\w-]*)[^\n]*\n(.*?)^```$/gms)
  return [...fenced].map(([, language, text]) => ({
    language: language!,
    lines: text!.trimEnd().split('\n'),
  }))
}

/** What a reader does with a document, in its order: a file to write, or a line to type. */
export type Step =
  | { readonly kind: 'file'; readonly name: string; readonly content: string }
  | { readonly kind: 'command'; readonly line: string }

/**
 * The steps of a document. A block of `sh` holds commands, one a line; what is joined by `&&` is taken apart. A
 * block of `yaml` whose first line is `# <name>.yaml` is a file of this name, and its `run:` lines are commands.
 */
export function stepsOf(document: string): Step[] {
  return blocksOf(document).flatMap(({ language, lines }): Step[] => {
    if (language === 'sh') return commands(lines.filter((line) => !/^(#|$)/.test(line)))
    if (language !== 'yaml') return []
    const name = /^# ([\w.-]+\.ya?ml)$/.exec(lines[0] ?? '')?.[1]
    const file = name ? [{ kind: 'file' as const, name, content: `${lines.join('\n')}\n` }] : []
    return [...file, ...commands(lines.flatMap((line) => /^\s*- run: (.+)$/.exec(line)?.[1] ?? []))]
  })
}

function commands(lines: readonly string[]): Step[] {
  return lines.flatMap((line) => line.split(' && ')).map((line) => ({ kind: 'command', line: line.trim() }))
}

/** Commands within the text, between single backticks: not run, since the text may only speak of them. */
export function inlineCommandsOf(document: string): string[] {
  const text = read(document).replace(/^```.*?^```$/gms, '')
  return [...text.matchAll(/`((?:npm|bench) [^`\n]+)`/g)].map(([, command]) => command!)
}
