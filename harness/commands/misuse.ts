import type { Command, CommanderError } from 'commander'
import { type BenchError, wrongUse } from '../errors.ts'
import { examplesOf } from './examples.ts'

/**
 * What the parser of the command line found wrong with `command`, as wrong use like any other: with the names
 * that were probably meant, what is missing in words, and the help that says more. Undefined where nothing is
 * wrong: help and version end a command line in the same way.
 */
export function misuse(error: CommanderError, command: Command): BenchError | undefined {
  if (error.exitCode === 0 || error.code === 'commander.help') return undefined
  const [message = '', meant] = error.message.replace(/^error: /, '').split('\n')
  const help = `${pathOf(command)} --help`
  if (error.code === 'commander.missingArgument') {
    const argument = command.registeredArguments.find(({ required }) => required)
    const example = examplesOf(command)[0]
    return wrongUse(
      `${pathOf(command)} needs a ${argument?.name()}: ${argument?.description}`,
      example ? `for example: ${example}\n${help} shows more` : `${help} shows more`,
    )
  }
  const more = command.parent ? `${help} shows what it takes` : `${help} lists the commands`
  return wrongUse(message, meant ? `${plain(meant)}\n${more}` : more)
}

/** `(Did you mean --users?)` */
function plain(suggestion: string): string {
  const bare = suggestion.replace(/^\(|\)$/g, '')
  return bare.charAt(0).toLowerCase() + bare.slice(1)
}

/** `bench init strategy`. */
export function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name()
}
