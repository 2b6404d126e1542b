import type { Installable, SetupWishes } from './contract.ts'

/** Everything that `bench setup` can install. Loaded only when asked. */
export const installables = {
  nginx: async () => (await import('./nginx.ts')).nginx,
  images: async (wishes: SetupWishes) => (await import('./images/index.ts')).images(wishes),
} as const satisfies Record<string, (wishes: SetupWishes) => Promise<Installable>>

type InstallableName = keyof typeof installables
export const installableNames = Object.keys(installables) as InstallableName[]

/** What is installed where nothing is named: images take minutes, and not everybody has an engine for them. */
export const installedByDefault: readonly InstallableName[] = ['nginx']
