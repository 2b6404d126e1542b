/** Names a worker after a replacement, so that old tokens never meet a new holder: w1, then w1-2, w1-3 … */
export function successor(worker: string, generation: number): string {
  return generation === 1 ? worker : `${worker}-${generation}`
}

/** Whether `earlier` was replaced, at once or after others, by `worker`: its sessions are gone for good. */
export function isPredecessor(earlier: string, worker: string): boolean {
  const before = lineage(earlier)
  const now = lineage(worker)
  return before.name === now.name && before.generation < now.generation
}

/** What the first of a worker's line was called: w1 for w1-3. */
export function firstOfLine(worker: string): string {
  return lineage(worker).name
}

/** A name that ends in -1 is no successor's: the first of a line has no number. */
function lineage(worker: string): { name: string; generation: number } {
  const match = /^(.+)-([2-9]|[1-9]\d+)$/.exec(worker)
  return match ? { name: match[1]!, generation: Number(match[2]) } : { name: worker, generation: 1 }
}
