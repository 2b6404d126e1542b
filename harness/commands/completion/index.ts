import type { Command } from 'commander'
import { unknownName } from '../../errors.ts'
import { bashScript } from './bash.ts'
import { fishScript } from './fish.ts'
import { type CommandLines, linesOf } from './lines.ts'
import { type Shell, shellNames } from './values.ts'
import { zshScript } from './zsh.ts'

/** What writes the script for each shell, from all that can be typed. */
const shells = { bash: bashScript, zsh: zshScript, fish: fishScript } as const satisfies Record<
  Shell,
  (commands: readonly CommandLines[]) => string
>

/** The script that makes `shell` complete the command lines of `program`. Throws wrong use for another shell. */
export function completionScript(shell: string, program: Command): string {
  const known = shellNames.find((name) => name === shell)
  if (!known) throw unknownName('shell', shell, shellNames)
  return shells[known](linesOf(program))
}
