/**
 * Microseconds of CLOCK_MONOTONIC, as an integer. One clock for all processes of a host, so stamps of the
 * driver, the servers and the harness compare. (`process.hrtime` reads it; `performance.now` counts from the
 * start of each process.)
 */
export function nowUs(): number {
  const [seconds, nanoseconds] = process.hrtime()
  return seconds * 1_000_000 + Math.floor(nanoseconds / 1_000)
}
