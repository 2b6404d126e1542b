import type { TrialFault } from '../model.ts'

/** Vertical rules at the moments of faults, with what was done; a shade where it lasted. */
export function faultLayers(faults: readonly TrialFault[], x: object, y: object, count: number): object[] {
  const done = faults.filter(({ ok }) => ok)
  if (done.length === 0) return []
  const values = done.map((fault) => ({
    fromMs: fault.atMs,
    toMs: fault.doneMs ?? fault.atMs,
    top: 0,
    bottom: count,
    label: fault.what,
  }))
  return [
    {
      data: { values: values.filter((_, i) => done[i]!.forMs !== null) },
      mark: { type: 'rect', color: 'var(--bad)', opacity: 0.1 },
      encoding: { x, x2: { field: 'toMs' }, y, y2: { field: 'bottom' } },
    },
    {
      data: { values },
      mark: { type: 'rule', color: 'var(--bad)', strokeWidth: 1.2, strokeDash: [4, 2] },
      encoding: { x, y, y2: { field: 'bottom' } },
    },
    {
      data: { values },
      mark: {
        type: 'text',
        align: 'left',
        baseline: 'bottom',
        dx: 3,
        dy: -2,
        fontSize: 11,
        color: 'var(--bad)',
        stroke: 'var(--card)',
        strokeWidth: 3,
      },
      encoding: { x, y: { ...y, field: 'bottom' }, text: { field: 'label', type: 'nominal' } },
    },
  ]
}
