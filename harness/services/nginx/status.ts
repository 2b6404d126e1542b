import { randomBytes } from 'node:crypto'
import { type IncomingMessage, request } from 'node:http'
import { STATUS_PATH } from '../../../strategies/parts/nginx/status.ts'

/** Who has the port instead may keep silent. */
const ANSWER_MS = 500

/** The option that nginx has to be built with. */
const BUILD_OPTION = '--with-http_stub_status_module'

/** What an nginx is that cannot tell its status, and what helps. */
export const WITHOUT_STATUS = 'built without its status page'
export const WITH_STATUS_HINT =
  `take one that nginx -V shows to be built with ${BUILD_OPTION}, as those of distributions and of nginx.org are; ` +
  'BENCH_NGINX names a program, BENCH_NGINX_IMAGE an image'

/** Whether what `nginx -V` says is of an nginx that can tell its status. */
export function canTellStatus(output: string): boolean {
  return output.includes(BUILD_OPTION)
}

/** Where an nginx is asked for its status. */
export interface Door {
  readonly host: string
  readonly port: number
  /** As in `ProxyPlace`. */
  readonly status: string
}

/** What nginx says of itself. */
export interface Status {
  readonly version: string
}

/**
 * A name that nobody guesses, of at most 13 characters: nginx makes the buckets of its table of names as large as a line
 * of the processor's cache, and the smallest, of 32 bytes, hold 14.
 */
export function newStatusName(): string {
  return randomBytes(8).readBigUInt64BE().toString(36)
}

/**
 * Asks for the status page; undefined where it is not told, as by whoever else has the port. Only an nginx with a
 * configuration that was written for this door can tell it. Never rejects.
 */
export function askStatus({ host, port, status }: Door): Promise<Status | undefined> {
  return new Promise((resolve) => {
    const asking = request(
      {
        host,
        port,
        path: STATUS_PATH,
        headers: { host: status },
        agent: false,
        signal: AbortSignal.timeout(ANSWER_MS),
      },
      (response) => readStatus(response).then(resolve, () => resolve(undefined)),
    )
    asking.once('error', () => resolve(undefined))
    asking.end()
  })
}

async function readStatus(response: IncomingMessage): Promise<Status | undefined> {
  // Whoever else answers may never come to an end: its first piece tells them apart.
  for await (const chunk of response) {
    if (!String(chunk).startsWith('Active connections:')) return undefined
    return { version: versionIn(String(response.headers.server)) ?? 'unknown' }
  }
  return undefined
}

/** The version that nginx says, as `nginx -v` and in the header `Server`. */
export function versionIn(output: string): string | undefined {
  return /nginx\/(\d+(?:\.\d+)*)/.exec(output)?.[1]
}
