import type { Installable } from './contract.ts'

/** Everything that `bench setup` can install. Loaded only when asked. */
export const installables = {
  nginx: async () => (await import('./nginx.ts')).nginx,
} as const satisfies Record<string, () => Promise<Installable>>

type InstallableName = keyof typeof installables
export const installableNames = Object.keys(installables) as InstallableName[]
