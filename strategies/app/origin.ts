import { isIP } from 'node:net'

/**
 * Whether a page of `origin` may use this server: its own page, one of `allowed`, or no page at all (a client
 * that is no browser sends none). `host` is the request's Host header: comparing with it alone would let in a
 * foreign name that resolves to this machine, hence `hostAllowed`.
 */
export function originAllowed(
  origin: string | undefined,
  host: string | undefined,
  allowed: readonly string[],
): boolean {
  if (origin === undefined) return true
  return origin === `http://${host}` || allowed.includes(origin)
}

/**
 * Whether the Host header names this machine or a host from which we allow pages. Any port will do, since a
 * published one is another than ours. So will any address: who can make a foreign name resolve to this machine
 * has the browser send that name.
 */
export function hostAllowed(host: string | undefined, allowed: readonly string[]): boolean {
  if (host === undefined) return false
  const name = host.replace(/:\d+$/, '')
  if (name === 'localhost' || isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0) return true
  return allowed.some((origin) => URL.canParse(origin) && new URL(origin).hostname === name)
}
