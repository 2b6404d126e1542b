/**
 * Moves ascending places apart until they are at least `gap` from each other, and as little as that takes: those
 * that are too close are spread around their common middle (isotonic regression by pooling adjacent violators).
 * All stay between `least` and `most` as long as there is room for them.
 */
export function apart(places: readonly number[], gap: number, least: number, most: number): number[] {
  const pools: { sum: number; count: number }[] = []
  for (const [i, place] of places.entries()) {
    pools.push({ sum: place - i * gap, count: 1 })
    while (pools.length > 1 && mean(pools.at(-2)!) > mean(pools.at(-1)!)) {
      const { sum, count } = pools.pop()!
      const before = pools.at(-1)!
      pools[pools.length - 1] = { sum: before.sum + sum, count: before.count + count }
    }
  }
  const last = most - (places.length - 1) * gap
  return pools
    .flatMap((pool) => Array.from({ length: pool.count }, () => mean(pool)))
    .map((place, i) => Math.max(least, Math.min(place, last)) + i * gap)
}

function mean({ sum, count }: { sum: number; count: number }): number {
  return sum / count
}
