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
  /** What to do where it is of no use. */
  readonly hint: string
}

/** How an engine is spoken to. */
export type Transport =
  | { readonly socketPath: string }
  | { readonly host: string; readonly port: number }
  | { readonly refusal: string }

export type Reachable = Exclude<Transport, { refusal: string }>

/**
 * What `docker` itself would use: DOCKER_HOST, else the chosen context; without either the usual sockets that
 * exist, those of Docker before those of Podman.
 */
export function* engineCandidates(): Generator<Candidate> {
  const named = process.env.DOCKER_HOST
  if (named) {
    const hint =
      'refusal' in transportOf(named)
        ? 'name an engine of this machine (unix:///var/run/docker.sock), or unset DOCKER_HOST'
        : 'start that engine, or unset DOCKER_HOST'
    return yield { address: named, found: 'DOCKER_HOST', decides: true, hint }
  }
  const { context, chosenBy } = chosenContext()
  if (context !== 'default') {
    const address = contextAddress(context) ?? ''
    const found = `the context ${context} (${chosenBy})`
    const hint = 'docker context ls lists what there is, DOCKER_CONTEXT=default takes the usual one'
    return yield { address, found, decides: true, hint }
  }
  for (const path of usualSockets()) {
    if (existsSync(path)) yield { address: `unix://${path}`, found: path, decides: false, hint: START_HINT }
  }
}

export const START_HINT = 'start Docker (or Podman with its socket), or name an engine in DOCKER_HOST'

const LOOPBACK_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]', '::1'])
const UNENCRYPTED_PORT = 2375

/** What we measure runs on this machine: an engine elsewhere is none for us. */
export function transportOf(address: string): Transport {
  if (address === '') return { refusal: 'there is no such context' }
  if (!URL.canParse(address)) return { refusal: `${address} is no address of an engine` }
  const { protocol, hostname, port, pathname } = new URL(address)
  if (protocol === 'unix:') return { socketPath: pathname }
  if (protocol !== 'tcp:' && protocol !== 'http:')
    return { refusal: `an engine is spoken to by unix: or tcp:, not ${protocol}` }
  if (!LOOPBACK_NAMES.has(hostname))
    return { refusal: `${hostname} is another machine, and what is measured runs on this one` }
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

function chosenContext(): { context: string; chosenBy: string } {
  const named = process.env.DOCKER_CONTEXT
  if (named) return { context: named, chosenBy: 'DOCKER_CONTEXT' }
  const file = join(configurationFolder(), 'config.json')
  const configured = readJson(file) as { currentContext?: string } | undefined
  return { context: configured?.currentContext || 'default', chosenBy: file }
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
