import type { CommandLines, OptionLine } from './lines.ts'
import type { Values } from './values.ts'

/** For zsh with its own completion system (compinit). */
export function zshScript(commands: readonly CommandLines[]): string {
  return `#compdef bench
# zsh completion for bench; printed by: bench completion zsh

${commands.map((command) => commandFunction(command, commands)).join('\n')}
# A path that nobody can take for a name.
_bench_explicit_path() { [[ $PREFIX == [./~]* ]] && _files }

if [[ $funcstack[1] == _bench ]]; then _bench "$@"; else compdef _bench bench; fi
`
}

function commandFunction(command: CommandLines, all: readonly CommandLines[]): string {
  const specs = command.options.flatMap(optionSpecs)
  const body =
    command.subcommands.length > 0
      ? choice(command, all, specs)
      : `  _arguments -s ${specs.concat(argumentSpec(command)).join(' \\\n    ')}`
  return `${functionOf(command.path)}() {\n${body}\n}\n`
}

/** Completes the name of a subcommand, and hands over to the function of the one that is there. */
function choice(
  { path, subcommands }: CommandLines,
  all: readonly CommandLines[],
  specs: readonly string[],
): string {
  const described = subcommands.map(({ name, description }) => quoted(`${name}:${description}`))
  const own = subcommands.filter(({ name }) => all.some((one) => one.path === `${path} ${name}`.trim()))
  return `  local curcontext=$curcontext state state_descr line
  typeset -A opt_args
  _arguments -C ${specs.join(' \\\n    ')} \\
    '1: :->command' '*:: :->rest'
  case $state in
    command)
      local -a commands=(
        ${described.join('\n        ')}
      )
      _describe -t commands command commands ;;
    rest)
      case $words[1] in
${own.map(({ name }) => `        ${name}) ${functionOf(`${path} ${name}`.trim())} ;;`).join('\n')}
      esac ;;
  esac`
}

function optionSpecs({ flags, description, values }: OptionLine): string[] {
  const said = `[${description.replace(/[[\]\\]/g, '\\$&')}]`
  return flags.map((flag) => {
    const takes = values ? `${flag.startsWith('--') ? '=' : ''}${said}: :${action(values)}` : said
    return quoted(`${flag}${takes}`)
  })
}

function argumentSpec({ argument }: CommandLines): string[] {
  if (!argument) return []
  return [quoted(`${argument.several ? '*' : '1'}:${argument.name}:${action(argument.values)}`)]
}

function action({ names, list, paths }: Values): string {
  const given = names.join(' ')
  if (list) return `_values -s , value ${given.replaceAll('=', '\\=')}`
  const words = names.length > 0 ? `compadd -- ${given}` : ''
  const files = {
    none: '',
    files: '_files',
    folders: '_files -/',
    yaml: '_files -g "*.(yaml|yml)"',
    explicit: '_bench_explicit_path',
  }[paths]
  if (words !== '' && files !== '') return `{ ${words}; ${files} }`
  return words === '' ? files || ' ' : `(${given})`
}

function functionOf(path: string): string {
  return ['_bench', ...path.split(' ')].filter(Boolean).join('_')
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
