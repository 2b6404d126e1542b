type Point = readonly [x: number, y: number]

/**
 * A path of straight lines in fewer characters: rounded to a tenth of a pixel, without the points that lie on
 * an upright or level line between their neighbours, and those lines as `H` and `V`. A path of anything but
 * absolute `M`, `L` and `Z` is left as it is.
 */
export function compactPath(d: string): string {
  if (!/^(?:M-?[\d.]+,-?[\d.]+(?:L-?[\d.]+,-?[\d.]+)*Z?)+$/.test(d)) return d
  return d.replace(/M([^MZ]*)(Z?)/g, (_, line: string, end: string) => {
    const points = line.split('L').map((pair) => pair.split(',').map(tenth) as unknown as Point)
    return written(withoutNeedless(points)) + end
  })
}

function withoutNeedless(points: readonly Point[]): Point[] {
  const kept: Point[] = []
  for (const point of points) {
    const [before, last] = [kept.at(-2), kept.at(-1)]
    if (last && last[0] === point[0] && last[1] === point[1]) continue
    if (before && last && (isBetween(before, last, point, 0) || isBetween(before, last, point, 1))) kept.pop()
    kept.push(point)
  }
  return kept
}

/** Whether the three lie on a line along which only the coordinate `along` changes, in this order. */
function isBetween(a: Point, b: Point, c: Point, along: 0 | 1): boolean {
  const other = along === 0 ? 1 : 0
  return a[other] === b[other] && b[other] === c[other] && (b[along] - a[along]) * (c[along] - b[along]) >= 0
}

function written(points: readonly Point[]): string {
  return points
    .map(([x, y], i) => {
      const before = points[i - 1]
      if (!before) return `M${x},${y}`
      return before[1] === y ? `H${x}` : before[0] === x ? `V${y}` : `L${x},${y}`
    })
    .join('')
}

function tenth(text: string): number {
  return Math.round(Number(text) * 10) / 10
}
