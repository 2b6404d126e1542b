import { shellWord } from './shellWord.ts'

/** Options that say where a run goes and not what is played, and whether a value follows. */
const aside: Readonly<Record<string, boolean>> = {
  '--output': true,
  '--report': true,
  '--json': false,
  '--open': false,
  '--setup': false,
  '--verbose': false,
  '--no-color': false,
}

/**
 * The command that plays the same again, from the words that were typed after `bench`. `seed` is the one that was
 * drawn; undefined where it was typed.
 */
export function repeatCommand(typed: readonly string[], seed: number | undefined): string {
  const kept: string[] = []
  for (let i = 0; i < typed.length; i++) {
    const word = typed[i]!
    const valueFollows = aside[word]
    if (valueFollows) i++
    if (valueFollows === undefined && aside[word.split('=', 1)[0]!] !== true) kept.push(shellWord(word))
  }
  return ['bench', ...kept, ...(seed === undefined ? [] : ['--seed', String(seed)])].join(' ')
}
