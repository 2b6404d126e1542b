/** What `--provider` says where it is not given; and to a target, which starts its proxies itself. */
export const PROVIDER_VARIABLE = 'BENCH_PROVIDER'

/** What holds where `--provider` is not given. */
export function usualProvider(): string {
  return process.env[PROVIDER_VARIABLE] || 'auto'
}
