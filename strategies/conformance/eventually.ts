/** Long enough for anything that a check waits for on a busy machine; never what a check measures. */
export const PATIENCE_MS = 10_000
const LOOK_AGAIN_MS = 5

/**
 * Looks again and again until `look` gives something other than undefined and false, and returns that.
 * Throws after `withinMs`, saying what did not come and what was seen last.
 */
export async function eventually<T>(
  what: string,
  look: () => T | Promise<T>,
  { withinMs = PATIENCE_MS, seen = () => '' }: { withinMs?: number; seen?: () => string } = {},
): Promise<Exclude<T, undefined | false>> {
  const deadline = performance.now() + withinMs
  for (;;) {
    const found = await look()
    if (found !== undefined && found !== false) return found as Exclude<T, undefined | false>
    if (performance.now() > deadline) {
      const last = seen()
      throw new Error(`within ${withinMs} ms not: ${what}${last && `; seen last: ${last}`}`)
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
  }
}

/** The result of `promise`, or an Error that says what did not come in time. */
export async function within<T>(what: string, promise: Promise<T>, withinMs = PATIENCE_MS): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`within ${withinMs} ms not: ${what}`)), withinMs)
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
