import type { ServeFlags } from './serve.ts'
export async function serveStrategy(_reference: string, _flags: ServeFlags): Promise<void> {}
