import type { Argument, Command, Option } from 'commander'
import { argumentValues, optionValues, type Values } from './values.ts'

/** What can be typed after one command. */
export interface CommandLines {
  /** Without `bench`; empty for the program itself. */
  readonly path: string
  readonly subcommands: readonly { name: string; description: string }[]
  readonly options: readonly OptionLine[]
  /** Undefined where it takes none. */
  readonly argument: { values: Values; several: boolean; name: string } | undefined
}

export interface OptionLine {
  /** `--scenario`; `-h` too where there is a short one. */
  readonly flags: readonly string[]
  readonly description: string
  /** Undefined where it takes no value. */
  readonly values: Values | undefined
}

/**
 * Every command of the program with what it takes, the program first. Throws a RangeError where a command or
 * an option is new and nobody has said what its values are.
 */
export function linesOf(program: Command): CommandLines[] {
  const [first, ...others] = describe(program, [])
  if (!first) return []
  const subcommands = first.subcommands.filter(({ name }) => name !== 'help')
  return [first, ...others, { path: 'help', subcommands, options: [], argument: undefined }]
}

function describe(command: Command, path: readonly string[]): CommandLines[] {
  const help = command.createHelp()
  const visible = help.visibleCommands(command)
  const options = [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)]
  const lines: CommandLines = {
    path: path.join(' '),
    subcommands: visible.map((one) => ({ name: one.name(), description: help.subcommandDescription(one) })),
    options: options.map(optionLine),
    argument: argumentLine(command.registeredArguments[0], path.join(' ')),
  }
  // The command that shows help is no command of ours.
  const own = visible.filter((one) => command.commands.includes(one))
  return [lines, ...own.flatMap((one) => describe(one, [...path, one.name()]))]
}

function optionLine(option: Option): OptionLine {
  const takesValue = option.required || option.optional
  const name = option.long?.replace(/^--/, '') ?? ''
  const values = takesValue ? optionValues[name] : undefined
  if (takesValue && !values) throw new RangeError(`nobody has said what the values of --${name} are`)
  const flags = [option.long, option.short].filter((flag) => flag !== undefined)
  return { flags, description: option.description, values }
}

function argumentLine(argument: Argument | undefined, path: string): CommandLines['argument'] {
  if (!argument) return undefined
  const values = argumentValues[path]
  if (!values) throw new RangeError(`nobody has said what the argument of bench ${path} can be`)
  return { values, several: argument.variadic, name: argument.name() }
}
