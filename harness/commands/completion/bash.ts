import type { CommandLines, OptionLine } from './lines.ts'
import type { Values } from './values.ts'

/** For bash, 3.2 (of macOS) included; without the package bash-completion. */
export function bashScript(commands: readonly CommandLines[]): string {
  return `# bash completion for bench; printed by: bench completion bash
_bench() {
  local path= word= previous= current= flag= before= i given=0
  COMPREPLY=()
  # Bash takes "--option=value" for three words.
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    before=\${COMP_WORDS[i-1]}
    if [[ $word == = || $before == = ]] || _bench_takes_value "$path $before"; then continue; fi
    case "$path/$word" in
${cases(commands.filter(({ path }) => path !== '').map(({ path }) => [slashed(path), `path='${path}'; given=0`]))}
      */-*) ;;
      *) given=$((given + 1)) ;;
    esac
  done
  current=\${COMP_WORDS[COMP_CWORD]}
  previous=\${COMP_WORDS[COMP_CWORD-1]}
  flag=$previous
  if [[ $current == = ]]; then
    current=
  elif [[ $previous == = ]]; then
    flag=\${COMP_WORDS[COMP_CWORD-2]}
    # Inside a value, as in "html=out.html".
    if [[ $flag != -* ]]; then
      before=\${COMP_WORDS[COMP_CWORD-3]}
      [[ $before == = ]] && before=\${COMP_WORDS[COMP_CWORD-4]}
      _bench_value "$path" "$before" "$flag=" "$current"
      return
    fi
  fi
  if _bench_takes_value "$path $flag"; then
    _bench_value "$path" "$flag" '' "$current"
    return
  fi
  if [[ $current == -* ]]; then
    case "$path" in
${cases(commands.map(({ path, options }) => [quoted(path), reply(options.flatMap(({ flags }) => flags.slice(0, 1)))]))}
    esac
    return
  fi
  case "$path" in
${cases(commands.map((command) => [quoted(command.path), argument(command)]))}
  esac
}

# What an option can be given: path of the command, option, what of the value stands before the word, the word.
_bench_value() {
  local begun=$3 current=$4
  case "$1 $2" in
${cases(valued(commands).map(([key, { values }]) => [key, values ? complete(values) : ':']))}
  esac
}

_bench_takes_value() {
  case "$1" in
${cases([
  [
    valued(commands)
      .map(([key]) => key)
      .join('|'),
    'return 0',
  ],
])}
  esac
  return 1
}

_bench_paths() {
  local kind=$1 current=$2 path IFS=$'\\n'
  compopt -o filenames 2> /dev/null
  while read -r path; do
    [[ $path == .* && $current != .* ]] && continue
    case "$kind" in
      folders) [[ -d $path ]] || continue ;;
      yaml) [[ -d $path || $path == *.yaml || $path == *.yml ]] || continue ;;
    esac
    COMPREPLY+=("$path")
  done < <(compgen -f -- "$current")
}

# Names with a comma between them: those before the last are kept. In "service=provider" bash sees only what
# follows the sign.
_bench_list() {
  local names=$1 begun=$2 current=$3 kept= name
  [[ $current == *,* ]] && kept="\${current%,*},"
  [[ -n $kept ]] && begun=
  [[ $begun == *,* ]] && begun=\${begun##*,}
  for name in $names; do
    [[ ",$kept" == *",$name,"* ]] && continue
    [[ $name == "$begun\${current#"$kept"}"* ]] && COMPREPLY+=("$kept\${name#"$begun"}")
  done
  compopt -o nospace 2> /dev/null
}

complete -F _bench bench
`
}

/** Every option that takes a value, as pattern of a case: \`"run --users"\`. */
function valued(commands: readonly CommandLines[]): [string, OptionLine][] {
  return commands.flatMap(({ path, options }) =>
    options
      .filter(({ values }) => values)
      .map((option): [string, OptionLine] => [quoted(`${path} ${option.flags[0]}`), option]),
  )
}

function argument({ subcommands, argument }: CommandLines): string {
  if (subcommands.length > 0) return reply(subcommands.map(({ name }) => name))
  if (!argument) return ':'
  const all = complete(argument.values)
  return argument.several ? all : `[[ $given == 0 ]] && { ${all}; }`
}

function complete({ names, list, paths }: Values): string {
  if (list) {
    const files =
      paths === 'files' ? `; [[ $begun == *= && -z \${COMPREPLY[*]-} ]] && _bench_paths files "$current"` : ''
    return `_bench_list '${names.join(' ')}' "$begun" "$current"${files}`
  }
  const parts = [
    names.length > 0 ? reply(names) : '',
    paths === 'explicit' ? '[[ $current == [./~]* ]] && _bench_paths files "$current"' : '',
    paths !== 'explicit' && paths !== 'none' ? `_bench_paths ${paths} "$current"` : '',
  ]
  return parts.filter((part) => part !== '').join('; ') || ':'
}

function reply(words: readonly string[]): string {
  return `COMPREPLY=($(compgen -W '${words.join(' ')}' -- "$current"))`
}

function cases(all: readonly (readonly [pattern: string, action: string])[]): string {
  return all.map(([pattern, action]) => `      ${pattern}) ${action} ;;`).join('\n')
}

function quoted(text: string): string {
  return `"${text}"`
}

/** `init scenario` as the word that follows its path: `"init/scenario"`. */
function slashed(path: string): string {
  const words = path.split(' ')
  return quoted(`${words.slice(0, -1).join(' ')}/${words.at(-1)}`)
}
