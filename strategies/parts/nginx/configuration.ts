import { type Address, inUrl, LOOPBACK } from '../../app/address.ts'
import { type ErrorCode, errors } from '../../app/protocol/codes.ts'
import type { ProxyPlace } from '../../contract.ts'
import { listens, statusServer } from './status.ts'

/** What nginx tells a worker. Nobody else can: what users send under these names is dropped. */
const headerNames = {
  /** The holder of the session that the request is for is gone. */
  gone: 'X-Bench-Worker-Gone',
  /** To be refused with 503 where no slot is free: another worker is asked next. */
  ifFree: 'X-Bench-If-Free',
} as const

/** Sockets that nginx can hold at a time; each is a connection to the user and one to the worker. */
const MOST_SOCKETS = 8_000
/** Listening, logging and new pages while all sockets are taken. */
const SPARE_CONNECTIONS = 384

/** In every location that has another `error_page`: it inherits none. */
const TOO_LARGE = 'error_page 413 = @large;'

/** A worker as nginx knows it. */
export interface Upstream {
  /** In the wire's `w=`: letters, digits and dashes. */
  readonly name: string
  readonly address: Address
  readonly slots: number
  /** It keeps its sessions and gets no new ones. */
  readonly draining: boolean
  /** What a worker of its name that was started again calls itself, with a number, is found there too. */
  readonly line?: boolean
}

/**
 * The whole configuration of an nginx in front of `workers`, as text. A new session goes to the first live
 * worker that has a free slot, beginning with the one with the fewest requests under way for each slot; where
 * none has, in turn, weighted by slots. What names a worker (`w=`) goes to that worker. Where it is gone,
 * another one answers in its place and is told so by a header, because a browser learns of an error only from
 * a server that has accepted its socket.
 */
export function nginxConfiguration(place: ProxyPlace, workers: readonly Upstream[]): string {
  const live = workers.filter(({ draining }) => !draining)
  return `${[
    ...main(place),
    'http {',
    ...indented([
      ...common(place),
      ...block(
        'fresh',
        'least_conn;',
        servers(place, live, ({ slots }) => ` weight=${slots}`),
      ),
      // Requests under way say nothing of those who wait; as few as they are, they would only disturb the turns.
      ...block(
        'full',
        '',
        servers(place, live, ({ slots }) => ` weight=${slots}`),
      ),
      ...block('any', 'least_conn;', servers(place, live)),
      ...workers.map(
        ({ name, address }) => `upstream ${ownBlock(name)} { server ${server(place, address)}; }`,
      ),
      '',
      ...maps(workers),
      ...serverBlock(place),
      ...statusServer(place),
    ]),
    '}',
  ].join('\n')}\n`
}

function main({ folder }: ProxyPlace): string[] {
  return [
    // One event loop carries more than the workers can serve, and a reload leaves one old process, not several.
    'worker_processes 1;',
    `worker_rlimit_nofile ${2 * MOST_SOCKETS + 2 * SPARE_CONNECTIONS};`,
    `pid ${quoted(`${folder}/nginx.pid`)};`,
    'error_log stderr warn;',
    `events { worker_connections ${2 * MOST_SOCKETS + SPARE_CONNECTIONS}; }`,
  ]
}

function common({ folder }: ProxyPlace): string[] {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  return [
    'access_log off;',
    'server_tokens off;',
    ...temporary.map((kind) => `${kind}_temp_path ${quoted(`${folder}/${kind}`)};`),
    'client_max_body_size 64k;',
    // As the workers alone would: a kept connection would be reset by a reload.
    'keepalive_timeout 0;',
    '',
    'proxy_http_version 1.1;',
    'proxy_redirect off;',
    'proxy_buffer_size 8k;',
    'proxy_buffers 16 8k;',
    'proxy_max_temp_file_size 0;',
    'proxy_connect_timeout 5s;',
    // A silent socket is cut after this; workers ping theirs every 20 s, save while a query blocks them.
    'proxy_read_timeout 1h;',
    'proxy_send_timeout 1h;',
    // A request goes to the next worker where one has died; never because an answer takes long.
    'proxy_next_upstream error;',
    '',
  ]
}

/** Several workers together. `zone`: one count of requests under way, whichever process of nginx asks. */
function block(name: string, method: string, lines: readonly string[]): string[] {
  return [
    `upstream ${name} {`,
    ...indented([`zone ${name} 256k;`, ...(method ? [method] : []), ...lines]),
    '}',
  ]
}

function servers(
  place: ProxyPlace,
  live: readonly Upstream[],
  weight: (worker: Upstream) => string = () => '',
): string[] {
  // A block without servers is an error; one whose servers are down answers 502.
  if (live.length === 0) return [`server ${server(place, { path: `${place.folder}/nobody` })} down;`]
  // Without max_fails=0 one failed attempt would keep a worker from everybody for ten seconds.
  return live.map((worker) => `server ${server(place, worker.address)}${weight(worker)} max_fails=0;`)
}

function maps(workers: readonly Upstream[]): string[] {
  const map = (what: string, to: string, lines: readonly string[]) => [
    `map ${what} ${to} {`,
    ...indented(lines),
    '}',
  ]
  return [
    ...map('$arg_w', '$holder', [
      'default any;',
      ...workers.map((worker) => `${pattern(worker)} ${ownBlock(worker.name)};`),
    ]),
    ...map('$arg_w', '$gone', ['default 1;', "'' '';", ...workers.map((worker) => `${pattern(worker)} '';`)]),
    ...map('$arg_w', '$otherwise', ['default @gone;', "'' @none;"]),
    ...map('$http_upgrade', '$connection_header', ['default upgrade;', "'' close;"]),
    '',
  ]
}

/** What `w=` holds for a worker, as a map compares it. */
function pattern({ name, line = false }: Upstream): string {
  return line ? `~^${name}(-[0-9]+)?$` : name
}

function serverBlock(place: ProxyPlace): string[] {
  const location = (name: string, lines: readonly string[]) => [`location ${name} {`, ...indented(lines), '}']
  const newSessions = [
    ...headers({ ifFree: '1' }),
    'proxy_pass http://fresh;',
    'proxy_next_upstream error http_503 non_idempotent;',
    'proxy_intercept_errors on;',
    'error_page 503 = @full;',
    'error_page 502 504 = @none;',
    TOO_LARGE,
  ]
  return [
    'server {',
    ...indented([
      `${listens(place)} backlog=4096;`,
      'recursive_error_pages on;',
      // Not a named one: where the path itself is refused there is none to keep.
      'error_page 400 /.malformed;',
      ...location('= /.malformed', ['internal;', ...answer('MALFORMED')]),
      ...location('= /', newSessions),
      ...location('= /sessions', newSessions),
      ...location('/', [
        ...headers({ gone: '$gone' }),
        'proxy_pass http://$holder;',
        'error_page 502 504 = $otherwise;',
        TOO_LARGE,
      ]),
      ...location('@full', [...headers({}), 'proxy_pass http://full;', 'error_page 502 504 = @none;']),
      ...location('@gone', [
        ...headers({ gone: '1' }),
        'proxy_pass http://any;',
        'error_page 502 504 = @none;',
      ]),
      ...location('@none', answer('WORKER_GONE', 'no worker is there')),
      ...location('@large', answer('TOO_LARGE')),
    ]),
    '}',
  ]
}

/** In every location that passes on: a location that sets one header inherits none. An empty value drops it. */
function headers({ gone = "''", ifFree = "''" }: { gone?: string; ifFree?: string }): string[] {
  return [
    'proxy_set_header Host $http_host;',
    'proxy_set_header Upgrade $http_upgrade;',
    'proxy_set_header Connection $connection_header;',
    `proxy_set_header ${headerNames.gone} ${gone};`,
    `proxy_set_header ${headerNames.ifFree} ${ifFree};`,
  ]
}

/** An answer of nginx's own, in the wire's shape. */
function answer(code: ErrorCode, message: string = errors[code].means): string[] {
  const body = JSON.stringify({ error: { code, message, retryable: errors[code].retryable } })
  return ['default_type application/json;', `return ${errors[code].http} '${body}';`]
}

function ownBlock(name: string): string {
  return `w_${name}`
}

function server({ upstreamHost = LOOPBACK }: ProxyPlace, address: Address): string {
  if ('path' in address) return quoted(`unix:${address.path}`)
  return `${inUrl(address.host ?? upstreamHost)}:${address.port}`
}

/** As nginx reads a word that may hold anything. */
export function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => (line === '' ? '' : `  ${line}`))
}
