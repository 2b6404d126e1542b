import type { CommandLines, OptionLine } from './lines.ts'
import type { Values } from './values.ts'

/** For fish, 3 and later. */
export function fishScript(commands: readonly CommandLines[]): string {
  const lines = commands.flatMap((command) => [
    ...subcommandLines(command),
    ...argumentLines(command),
    ...command.options.map((option) => optionLine(command.path, option)),
  ])
  return `# fish completion for bench; printed by: bench completion fish

# Whether the command line is that of the command whose words these are, and of none below it.
function __bench_command
    set -l known ${commands
      .filter(({ path }) => path !== '')
      .map(({ path }) => quoted(path))
      .join(' ')}
    set -l path ''
    for word in (commandline -opc)[2..-1]
        set -l next (string trim -- "$path $word")
        contains -- $next $known; and set path $next
    end
    test "$path" = "$argv"
end

complete -c bench -f
${lines.join('\n')}
`
}

function subcommandLines({ path, subcommands }: CommandLines): string[] {
  return subcommands.map(
    ({ name, description }) => `${begin(path)} -a ${name} -d ${quoted(firstLine(description))}`,
  )
}

function argumentLines({ path, argument, subcommands }: CommandLines): string[] {
  return argument && subcommands.length === 0
    ? [...valueParts(argument.values)].map((part) => `${begin(path)} ${part}`)
    : []
}

function optionLine(path: string, { flags, description, values }: OptionLine): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`))
  const parts = values ? ['-x', ...valueParts(values)] : []
  return [begin(path), ...names, ...parts, `-d ${quoted(firstLine(description))}`].join(' ')
}

const token = '(commandline -ct)'
const pathParts = {
  none: '',
  files: `(__fish_complete_path ${token})`,
  folders: '(__fish_complete_directories)',
  yaml: `(__fish_complete_path ${token} | string match -er "(/|\\.ya?ml)(\\t|\\$)")`,
  explicit: `(string match -qr "^[./~]" -- ${token}; and __fish_complete_path ${token})`,
} as const satisfies Record<Values['paths'], string>

function valueParts({ names, list, paths }: Values): string[] {
  const given = names.join(' ')
  const words = list ? `(__fish_append , ${given})` : given
  const files = paths === 'files' && list ? '' : pathParts[paths]
  const all = [words, files].filter(Boolean).join(' ')
  return all === '' ? [] : [`-a ${quoted(all)}`]
}

function begin(path: string): string {
  return `complete -c bench -n ${quoted(`__bench_command ${path}`.trim())}`
}

function firstLine(text: string): string {
  return text.split('; default')[0]!
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
