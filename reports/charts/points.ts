/**
 * At most `limit` of the items, evenly: the first and the last stay, and so do the lowest and the highest by each
 * of the `values`. The order stays too.
 */
export function thin<T>(
  items: readonly T[],
  limit: number,
  ...values: readonly ((item: T) => number)[]
): T[] {
  if (items.length <= limit) return [...items]
  const extremes = values.flatMap((value) => [
    argument(items, value, (a, b) => a < b),
    argument(items, value, (a, b) => a > b),
  ])
  const rest = Math.max(limit - extremes.length, 2)
  const even = Array.from({ length: rest }, (_, i) => Math.round((i * (items.length - 1)) / (rest - 1)))
  return [...new Set([...even, ...extremes])].sort((a, b) => a - b).map((index) => items[index]!)
}

function argument<T>(
  items: readonly T[],
  value: (item: T) => number,
  better: (a: number, b: number) => boolean,
) {
  let best = 0
  for (const [index, item] of items.entries()) if (better(value(item), value(items[best]!))) best = index
  return best
}
