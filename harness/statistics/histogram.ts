import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Histogram,
} from 'hdr-histogram-js'

/** The longest duration that is recorded: one hour, µs. */
export const LONGEST_US = 3_600_000_000

/** How many values were refused, by reason. They are counted and never recorded. */
export interface Refused {
  notANumber: number
  negative: number
  overflow: number
}

/**
 * A histogram of durations in integer µs, 1 µs to 1 h, with three significant digits. Counts have 32 bits:
 * narrower ones overflow silently. Percentiles of it are within 0.1 %; exact figures come from raw values.
 */
export interface DurationHistogram {
  readonly counts: Histogram
  readonly refused: Refused
}

/** An empty histogram. All histograms made here can be added to each other. */
export function emptyHistogram(): DurationHistogram {
  const counts = build({
    bitBucketSize: 32,
    autoResize: false,
    lowestDiscernibleValue: 1,
    highestTrackableValue: LONGEST_US,
    numberOfSignificantValueDigits: 3,
    useWebAssembly: false,
  })
  return { counts, refused: { notANumber: 0, negative: 0, overflow: 0 } }
}

/**
 * Records one duration, rounded to whole µs. The library accepts NaN and breaks on it later, and throws on
 * what is too long: so both are counted as refused instead.
 */
export function record(histogram: DurationHistogram, us: number): void {
  const { counts, refused } = histogram
  if (Number.isNaN(us)) refused.notANumber++
  else if (us < 0) refused.negative++
  else if (us > LONGEST_US) refused.overflow++
  else counts.recordValue(Math.round(us))
}

/** Adds the counts of `from` to `into`: the only way to merge what several processes measured. */
export function merge(into: DurationHistogram, from: DurationHistogram): void {
  into.counts.add(from.counts)
  into.refused.notANumber += from.refused.notANumber
  into.refused.negative += from.refused.negative
  into.refused.overflow += from.refused.overflow
}

/** V2 compressed, base64. Every bucket's count survives; minimum, maximum and sum are kept elsewhere, exactly. */
export function encode(histogram: DurationHistogram): string {
  return encodeIntoCompressedBase64(histogram.counts)
}

/** Reads what `encode` wrote. Throws where the text is something else. */
export function decode(text: string): DurationHistogram {
  const histogram = emptyHistogram()
  histogram.counts.add(decodeFromCompressedBase64(text, 32, false))
  return histogram
}
