import { connections } from './connections.ts'
import type { ResourceRow } from './contract.ts'
import { cpu } from './cpu.ts'
import { loop } from './loop.ts'
import { memory } from './memory.ts'
import { waiting } from './waiting.ts'

/** From the top. */
export const resourceRows: readonly ResourceRow[] = [cpu, memory, connections, waiting, loop]
