/** More than these are no help. */
const MOST_NAMES = 3

/**
 * Those of `valid` that `name` was probably meant to be, the nearest first, at most three: within a third of
 * the longer name's letters (optimal string alignment: a letter more, less, other or two exchanged), or else
 * those that begin with it. Capitals do not count.
 */
export function nearestNames(name: string, valid: readonly string[]): string[] {
  const wanted = name.toLowerCase()
  const near = valid
    .map((one) => ({ one, distance: editDistance(wanted, one.toLowerCase()) }))
    .filter(({ one, distance }) => distance <= Math.max(1, Math.max(one.length, wanted.length) / 3))
    .sort((a, b) => a.distance - b.distance)
    .map(({ one }) => one)
  const begun = wanted.length > 1 ? valid.filter((one) => one.toLowerCase().startsWith(wanted)) : []
  return (near.length > 0 ? near : begun).slice(0, MOST_NAMES)
}

/** The optimal string alignment distance: https://en.wikipedia.org/wiki/Damerau–Levenshtein_distance */
function editDistance(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const other = a[i - 1] === b[j - 1] ? 0 : 1
      const exchanged = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      row[j] = Math.min(
        last[j]! + 1,
        row[j - 1]! + 1,
        last[j - 1]! + other,
        exchanged ? before[j - 2]! + 1 : Number.POSITIVE_INFINITY,
      )
    }
    before = last
    last = row
  }
  return last[b.length]!
}
