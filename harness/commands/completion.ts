import { Command } from 'commander'
import { addExamples } from './examples.ts'

/** `bench completion`: what a shell needs to complete command lines of bench. */
export const command = new Command('completion')
  .description('print what makes a shell complete the commands, options and names of bench')
  .argument('<shell>', 'bash, zsh or fish')
  .action(async (shell: string, _flags: unknown, self: Command) => {
    const { completionScript } = await import('./completion/index.ts')
    process.stdout.write(completionScript(shell, self.parent ?? self))
  })

addExamples(
  command,
  [
    ['source <(bench completion bash)', 'in this bash; in ~/.bashrc: in every new one'],
    [
      'bench completion bash > ~/.local/share/bash-completion/completions/bench',
      'the same, without starting bench with every shell',
    ],
    ['bench completion zsh > "$fpath[1]/_bench"', 'then open a new zsh, in which compinit is called'],
    ['bench completion fish > ~/.config/fish/completions/bench.fish', 'fish reads it at once'],
  ],
  'The script knows the names of this version of bench, and starts nothing: print it again after an update.',
)
