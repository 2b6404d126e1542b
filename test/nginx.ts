import { createServer, type IncomingHttpHeaders, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createLedger } from '../harness/lifecycle/ledger.ts'
import { testState } from '../harness/lifecycle/testState.ts'
import { findNginx } from '../harness/services/nginx/binary.ts'
import { createProxies } from '../harness/target/proxy.ts'
import type { ProxyStarter } from '../strategies/contract.ts'
import type { Upstream } from '../strategies/parts/nginx/configuration.ts'

/** Whether the real nginx of these tests is there; says why they are skipped where it is not. */
export const nginxIsHere = findNginx().program !== undefined
if (!nginxIsHere) console.warn('skipped: no nginx on this machine (bench setup nginx installs it)')

/** Starts real proxies, with a ledger of their own. */
export function realProxies(): ProxyStarter & AsyncDisposable {
  const state = testState()
  const ledger = createLedger('parts-nginx')
  const proxies = createProxies({ ledger, signal: new AbortController().signal, lost: () => {} })
  return {
    start: (configure, port) => proxies.start(configure, port),
    async [Symbol.asyncDispose]() {
      await proxies[Symbol.asyncDispose]()
      ledger.close()
      state.remove()
    },
  }
}

/** What a stand-in for a worker has got, as it answers. */
export interface Seen {
  readonly worker: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
}

/** A worker of which nginx sees nothing but answers; `full`: it has no slot free. */
export async function standIn(name: string, slots = 1) {
  const state = { full: false }
  const server = createServer(({ url = '', headers }, response) => {
    if (state.full && headers['x-bench-if-free'] === '1') return void response.writeHead(503).end()
    response.end(JSON.stringify({ worker: name, path: url, headers } satisfies Seen))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const upstream: Upstream = { name, address: { port }, slots, draining: false }
  return {
    upstream,
    state,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  }
}

/** Asks a proxy on a connection of its own. */
export function ask(
  url: string,
  path: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
): Promise<{ status: number; connection: string | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url + path, { method, headers, agent: false }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        body += chunk
      })
      const { statusCode = 0, headers: answered } = response
      response.on('end', () => resolve({ status: statusCode, connection: answered.connection, body }))
    })
    outgoing.on('error', reject)
    outgoing.end()
  })
}

/** The same, where a stand-in answers. */
export async function seen(...parameters: Parameters<typeof ask>): Promise<Seen> {
  return JSON.parse((await ask(...parameters)).body) as Seen
}
