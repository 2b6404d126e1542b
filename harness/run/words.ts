/** A duration as people read it: `35.4 s`, `213 ms`, `0.6 ms`, with a no-break space. */
export function formatMs(ms: number): string {
  if (ms >= 9_950) return `${(ms / 1_000).toFixed(1)}\u00a0s`
  if (ms >= 1_000) return `${(ms / 1_000).toFixed(2)}\u00a0s`
  return `${ms >= 100 ? ms.toFixed(0) : ms.toFixed(1)}\u00a0ms`
}
