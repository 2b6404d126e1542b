/** Joins a number and its unit: they must not be torn apart at the end of a line. */
const NBSP = '\u00a0'

/** A duration in the unit that suits it: `35.4 s`, `5.02 s`, `350 ms`, `6.5 ms`, `0.31 ms`. */
export function duration(ms: number): string {
  // What would round to 1,000 ms is a second.
  if (Math.abs(ms) >= 999.5) {
    const seconds = ms / 1_000
    return `${seconds.toFixed(Math.abs(seconds) < 9.995 ? 2 : 1)}${NBSP}s`
  }
  return `${ms.toFixed(Math.abs(ms) >= 99.95 ? 0 : Math.abs(ms) >= 0.995 ? 1 : 2)}${NBSP}ms`
}

/** `0.31 MB`, `9.4 MB`, `120 MB`; a MB has a million bytes. */
export function megabytes(bytes: number): string {
  const mb = bytes / 1_000_000
  return `${mb.toFixed(mb >= 99.5 ? 0 : mb >= 0.995 ? 1 : 2)}${NBSP}MB`
}

/** `16 GiB`: what machines are sold by. */
export function gibibytes(bytes: number): string {
  return `${Number((bytes / 2 ** 30).toFixed(1))}${NBSP}GiB`
}

/** `99 %` for 0.99. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(0)}${NBSP}%`
}

/** `12,345`. */
export function whole(count: number): string {
  return count.toLocaleString('en-US')
}

/** `1 user`, `24 users`. */
export function counted(count: number, noun: string): string {
  return `${whole(count)}${NBSP}${noun}${count === 1 ? '' : 's'}`
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}

/** Names that keep their small letter at the start of a sentence. */
const small = /^(nginx|node|npm|bench|docker|psql)\b/

/** A text as a sentence: a capital first, a full stop last. */
export function sentence(text: string): string {
  const trimmed = text.trim()
  if (trimmed === '') return ''
  const begun = small.test(trimmed) ? trimmed : trimmed[0]!.toUpperCase() + trimmed.slice(1)
  return /[.!?]$/.test(begun) ? begun : `${begun}.`
}
