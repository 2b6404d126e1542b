import { duration } from '../units.ts'
import { type Busy, holding } from './busy.ts'
import type { DataTable } from './contract.ts'
import { thin } from './points.ts'

const ROWS = 16

/** All rows of the grid for one strategy, at the looks at its CPU, or at Postgres where there were none. */
export function resourceTable(busy: Busy): DataTable {
  const { cpu, memory, occupancy, active, loop } = busy
  const looks: readonly { readonly atMs: number }[] = cpu.length > 0 ? cpu : active
  const [atMemory, atUse, atActive] = [holding(memory), holding(occupancy), holding(active)]
  const first = (atMs: number) => loop.find((one) => one.atMs >= atMs)
  const cpuAt = new Map(cpu.map((look) => [look.atMs, look]))
  return {
    caption: busy.view.strategy.name,
    head: ['at', 'CPU %', 'Postgres %', 'MB', 'in use', 'active', 'waiting', 'loop'],
    rows: thin(looks, ROWS, ({ atMs }) => atMs).map(({ atMs }) => {
      const look = cpuAt.get(atMs)
      const bytes = atMemory(atMs)?.bytes
      const use = atUse(atMs)
      const delay = first(atMs)?.ms
      return [
        duration(atMs),
        look ? (look.serving + look.companions).toFixed(0) : '–',
        look ? look.postgres.toFixed(0) : '–',
        bytes === undefined ? '–' : (bytes / 1e6).toFixed(0),
        use?.running ?? '–',
        atActive(atMs)?.active ?? '–',
        use?.waiting ?? '–',
        delay === undefined ? '–' : duration(delay),
      ]
    }),
  }
}
