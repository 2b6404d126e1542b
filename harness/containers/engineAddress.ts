import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** A place where an engine may answer. */
export interface Candidate {
  readonly address: string
  readonly found: string
  /** The user has named it: no other one counts, even where it does not answer. */
  readonly decides: boolean
}

/** How an engine is spoken to. */
export type Transport =
  | { readonly socketPath: string }
  | { readonly host: string; readonly port: number }
  | { readonly refusal: string }

/**
 * What `docker` itself would use: DOCKER_HOST, else the chosen context; without either the usual sockets that
 * exist, those of Docker before those of Podman.
 */
export function* engineCandidates(): Generator<Candidate> {
  const named = process.env.DOCKER_HOST
  if (named) return yield { address: named, found: 'DOCKER_HOST', decides: true }
  const context = contextName()
  if (context !== 'default') {
    const address = contextAddress(context)
    return yield { address: address ?? '', found: `the context ${context}`, decides: true }
  }
  for (const path of usualSockets()) {
    if (existsSync(path)) yield { address: `unix://${path}`, found: path, decides: false }
  }
}

const LOOPBACK_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]', '::1'])
const UNENCRYPTED_PORT = 2375

/** What we measure runs on this machine: an engine elsewhere is none for us. */
export function transportOf(address: string): Transport {
  if (address === '') return { refusal: 'names no engine' }
  if (!URL.canParse(address)) return { refusal: `${address} is no address of an engine` }
  const { protocol, hostname, port, pathname } = new URL(address)
  if (protocol === 'unix:') return { socketPath: pathname }
  if (protocol !== 'tcp:' && protocol !== 'http:')
    return { refusal: `an engine is spoken to by unix: or tcp:, not ${protocol}` }
  if (!LOOPBACK_NAMES.has(hostname)) return { refusal: `${hostname} is another machine` }
  return { host: hostname.replace(/[[\]]/g, ''), port: Number(port) || UNENCRYPTED_PORT }
}

function usualSockets(): string[] {
  const home = homedir()
  const run = process.env.XDG_RUNTIME_DIR ?? `/run/user/${process.getuid?.() ?? 0}`
  return [
    '/var/run/docker.sock',
    join(run, 'docker.sock'),
    join(home, '.docker', 'run', 'docker.sock'),
    join(home, '.docker', 'desktop', 'docker.sock'),
    join(run, 'podman', 'podman.sock'),
    '/run/podman/podman.sock',
  ]
}

function configurationFolder(): string {
  return process.env.DOCKER_CONFIG ?? join(homedir(), '.docker')
}

function contextName(): string {
  const named = process.env.DOCKER_CONTEXT
  if (named) return named
  const configured = readJson(join(configurationFolder(), 'config.json')) as { currentContext?: string }
  return configured?.currentContext || 'default'
}

/** A context lies in a folder that is called by the hash of its name. */
function contextAddress(name: string): string | undefined {
  const folder = createHash('sha256').update(name).digest('hex')
  const path = join(configurationFolder(), 'contexts', 'meta', folder, 'meta.json')
  const context = readJson(path) as { Endpoints?: { docker?: { Host?: string } } } | undefined
  return context?.Endpoints?.docker?.Host
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    // Not there, or not to be read: then nothing was chosen.
    return undefined
  }
}
