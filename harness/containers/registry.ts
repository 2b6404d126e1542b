import { messageOf } from '../errors.ts'
import type { Engine } from './engine.ts'
import { askFound } from './engineRequest.ts'

const ANSWER_MS = 4_000

/** Whether an image could be had from its registry, and why not. */
export type Pullable = { readonly ok: true } | { readonly ok: false; readonly reason: string }

const asked = new Map<string, Promise<Pullable>>()

/**
 * Asks the registry of an image, through the engine, whether it has it: takes at most four seconds, the first
 * time in a process, and pulls nothing.
 */
export function canPull(engine: Pick<Engine, 'address'>, reference: string): Promise<Pullable> {
  const key = `${engine.address} ${reference}`
  const known = asked.get(key) ?? ask(engine, reference)
  asked.set(key, known)
  return known
}

async function ask(engine: Pick<Engine, 'address'>, reference: string): Promise<Pullable> {
  try {
    await askFound(engine, `/distribution/${reference}/json`, ANSWER_MS)
    return { ok: true }
  } catch (error) {
    return { ok: false, reason: refusalOf(messageOf(error)) }
  }
}

const NOT_THERE = /manifest unknown|not found|no such image|pull access denied|requested access|denied:/i
const UNREACHABLE =
  /no such host|connection refused|i\/o timeout|network is unreachable|no route|deadline|Client\.Timeout|TLS|no answer within|EOF/i
const FULL = /no space left|disk quota/i

/** What an engine says about a pull, in plain words, as they follow `and`. */
export function refusalOf(message: string): string {
  if (FULL.test(message)) return 'there is no space left for it'
  if (NOT_THERE.test(message)) return 'its registry has none of this name (or wants a login)'
  if (UNREACHABLE.test(message)) return `its registry cannot be reached${hostIn(message)}`
  return `the engine says: ${message}`
}

/** `Get "https://registry-1.docker.io/v2/": dial tcp: …` names the host that matters. */
function hostIn(message: string): string {
  const host = /https?:\/\/([^/"\s]+)/.exec(message)?.[1]
  return host === undefined ? '' : ` (${host})`
}
