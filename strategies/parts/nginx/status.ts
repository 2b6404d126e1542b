import { inUrl, LOOPBACK } from '../../app/address.ts'
import type { ProxyPlace } from '../../contract.ts'

/** Where that server tells the status. */
export const STATUS_PATH = '/status'

/** What a `listen` of a configuration begins with. */
export function listens({ listen = LOOPBACK, port }: ProxyPlace): string {
  return `listen ${inUrl(listen)}:${port}`
}

/**
 * The server by which nginx tells who has started it that it is there, and nobody else: on the port of the users, under
 * a name that they do not know. Empty where nobody asks. It follows all others, since the first one on a port gets
 * what names none.
 */
export function statusServer(place: ProxyPlace): string[] {
  if (place.status === undefined) return []
  return [
    'server {',
    `  ${listens(place)};`,
    `  server_name ${place.status};`,
    // It says with it what it is.
    '  server_tokens on;',
    '  access_log off;',
    `  location = ${STATUS_PATH} { stub_status; }`,
    '  location / { return 404; }',
    '}',
  ]
}
