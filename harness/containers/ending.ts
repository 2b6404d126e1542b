import { constants } from 'node:os'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import type Dockerode from 'dockerode'
import { messageOf } from '../errors.ts'
import { unlessAborted } from '../lifecycle/unlessAborted.ts'

/** How the main process of a container ended. */
export interface ContainerEnd {
  readonly code: number
  /** Whether the engine says that the kernel killed it for want of memory. */
  readonly outOfMemory: boolean
}

/** How often one is asked for whose engine has broken off, and with what pauses. */
const MOST_TRIES = 5
const ASK_AGAIN_MS = 300
const INSPECT_MS = 1_000

/** What is known of an end is known that soon after a removal. */
const LAST_NEWS_MS = 1_000

/** A forced removal sends SIGKILL. */
const REMOVED: ContainerEnd = { code: 128 + constants.signals.SIGKILL, outOfMemory: false }

/**
 * The end of the start that comes next. Where the connection to the engine breaks it is asked again, for some
 * seconds; rejects where nothing can be learnt even then. What has been removed counts as ended, so it settles at
 * the latest a second after `removed` has resolved.
 */
export function endOf(handle: Dockerode.Container, removed: Promise<void>): Promise<ContainerEnd> {
  const settled = new AbortController()
  const { signal } = settled
  const late = removed.then(() => setTimeout(LAST_NEWS_MS, REMOVED, { signal }))
  const ended = Promise.race([exitOf(handle, signal), late]).finally(() => settled.abort())
  // Whoever waits for it gets the rejection too.
  ended.catch(() => {})
  late.catch(() => {})
  return ended
}

async function exitOf(handle: Dockerode.Container, signal: AbortSignal): Promise<ContainerEnd> {
  let condition: Condition = 'next-exit'
  for (let tries = MOST_TRIES; ; tries--) {
    try {
      const code = await waitFor(handle, condition, signal)
      return { code, outOfMemory: await ranOutOfMemory(handle, signal) }
    } catch (error) {
      signal.throwIfAborted()
      if (isUnknown(error)) return REMOVED
      const state = await stateOf(handle, signal)
      if (state === 'removed') return REMOVED
      if (state?.Running) condition = 'not-running'
      else if (state && state.Status !== 'created')
        return { code: state.ExitCode, outOfMemory: state.OOMKilled }
      if (tries <= 1) throw new Error(`its engine tells nothing of it: ${messageOf(error)}`, { cause: error })
      await setTimeout(ASK_AGAIN_MS, undefined, { signal })
    }
  }
}

type State = Dockerode.ContainerInspectInfo['State']

/** Undefined where the engine does not answer. */
async function stateOf(
  handle: Dockerode.Container,
  signal: AbortSignal,
): Promise<State | 'removed' | undefined> {
  const soon = AbortSignal.any([signal, AbortSignal.timeout(INSPECT_MS)])
  try {
    return (await unlessAborted(soon, handle.inspect())).State
  } catch (error) {
    return isUnknown(error) ? 'removed' : undefined
  }
}

async function ranOutOfMemory(handle: Dockerode.Container, signal: AbortSignal): Promise<boolean> {
  const state = await stateOf(handle, signal)
  // Removed meanwhile: then it was we who ended it.
  return state !== undefined && state !== 'removed' && state.OOMKilled
}

type Condition = 'next-exit' | 'not-running' | 'removed'

/**
 * Waits as the engine does, and resolves with the exit code. Other than the library's own waiting it rejects where
 * the connection breaks, or ends without an answer.
 */
export async function waitFor(
  handle: Dockerode.Container,
  condition: Condition,
  signal?: AbortSignal,
): Promise<number> {
  const answer = await new Promise<Readable>((resolve, reject) => {
    const options = {
      path: `/containers/${handle.id}/wait?`,
      method: 'POST',
      isStream: true,
      options: { _query: { condition }, _body: {} },
      statusCodes: { 200: true, 400: 'bad parameter', 404: 'no such container', 500: 'server error' },
      ...(signal && { abortSignal: signal }),
    }
    handle.modem.dial(options, (error: Error | null, stream: unknown) =>
      error ? reject(error) : resolve(stream as Readable),
    )
  })
  const said = await text(answer)
  const code = said === '' ? undefined : (JSON.parse(said) as { StatusCode?: unknown }).StatusCode
  if (typeof code !== 'number') throw new Error('it broke off')
  return code
}

/** Whether the engine says that it has no such container. */
export function isUnknown(error: unknown): boolean {
  return (error as { statusCode?: number }).statusCode === 404
}

/** The same as of a child process: engines and inits tell of a signal by a code of 128 and more. */
export function exitAndSignal({ code }: Pick<ContainerEnd, 'code'>): {
  code: number | null
  signal: NodeJS.Signals | null
} {
  const found = Object.entries(constants.signals).find(([, number]) => number === code - 128)
  return found ? { code: null, signal: found[0] as NodeJS.Signals } : { code, signal: null }
}
