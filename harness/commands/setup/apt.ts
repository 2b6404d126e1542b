import type { InstallCommand, Machine } from './contract.ts'

/** A command that takes root, by sudo where we are another user. */
export function asRoot({ isRoot }: Machine, ...words: string[]): string[] {
  return isRoot ? words : ['sudo', ...words]
}

/** Installs these packages with apt-get, which asks nothing, and no others than they need. */
export function aptCommands(machine: Machine, packages: readonly string[]): InstallCommand[] {
  const install = ['apt-get', '--quiet=2', 'install', '--yes', '--no-install-recommends', ...packages]
  return [
    { words: asRoot(machine, 'apt-get', 'update') },
    { words: asRoot(machine, 'env', 'DEBIAN_FRONTEND=noninteractive', ...install) },
  ]
}
