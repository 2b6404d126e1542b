/** The finite set of queries: every key (sensor, window) has its own result. */
export const SENSORS = 50
export const WINDOWS = 20
export const BUCKETS = 20
/** Readings of one window, and how far apart neighbouring windows begin. */
export const WINDOW_LENGTH = 400
export const WINDOW_STEP = 80

/** What one chart asks for. `sensor` is 0…49, `window` is 0…19. */
export interface ChartKey {
  readonly sensor: number
  readonly window: number
}

/** One row of a result: counts and thousandths, all integers, so that every party computes the same. */
export interface ChartRow {
  readonly bucket: number
  readonly n: number
  readonly lo: number
  readonly hi: number
  readonly sum: number
}

/** The key of widget `index` on a page that was opened with `key`: widget i asks for key + i. */
export function widgetKey(key: ChartKey, index: number): ChartKey {
  const position = (key.sensor * WINDOWS + key.window + index) % (SENSORS * WINDOWS)
  return { sensor: Math.floor(position / WINDOWS), window: position % WINDOWS }
}

export function keyName(key: ChartKey): string {
  return `${key.sensor}/${key.window}`
}

/**
 * The content hash of a chart: two hashes of 32 bits over the key and every row (FNV-1a, and a variant with
 * another offset that also folds its upper bits in), as 16 hexadecimal digits. It detects mix-ups and losses; it is no protection against an attacker.
 */
export function chartHash(key: ChartKey, rows: readonly ChartRow[]): string {
  let text = keyName(key)
  for (const row of rows) text += `|${row.bucket},${row.n},${row.lo},${row.hi},${row.sum}`
  let a = 0x811c9dc5
  let b = 0x1b873593
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    a = Math.imul(a ^ c, 0x01000193)
    b = Math.imul(b ^ c, 0x01000193) ^ (b >>> 15)
  }
  return hex(a) + hex(b)
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0')
}

/** What an interaction at `level` (thousandths) answers: the buckets whose highest reading reaches it. */
export function bucketsAbove(rows: readonly ChartRow[], level: number): number[] {
  return rows.filter((row) => row.hi >= level).map((row) => row.bucket)
}
