import { setTimeout } from 'node:timers/promises'
import type { RunningContainer } from '../../containers/container.ts'
import { BenchError, exitCodes, messageOf } from '../../errors.ts'

const STOP_MS = 10_000
const FREEZE_MS = 10_000

/** What an engine says where processes of a busy machine did not stand still soon enough for it. */
const NOT_FROZEN = /unable to freeze/i

/** Freezes all its processes. Idempotent. */
export async function pauseContainer({ handle }: RunningContainer): Promise<void> {
  const { State } = await handle.inspect()
  if (!State.Running) {
    throw new BenchError('PAUSE_FAILED', 'Postgres has ended, and cannot be paused', {
      exitCode: exitCodes.ourFault,
    })
  }
  if (!State.Paused) await freeze(handle)
}

async function freeze(handle: RunningContainer['handle']): Promise<void> {
  const deadline = performance.now() + FREEZE_MS
  for (;;) {
    try {
      await handle.pause()
      return
    } catch (error) {
      if (performance.now() > deadline || !NOT_FROZEN.test(messageOf(error))) throw error
    }
  }
}

/** Lets all of them go on. Idempotent. */
export async function resumeContainer({ handle }: RunningContainer): Promise<void> {
  const { State } = await handle.inspect()
  if (State.Paused) await handle.unpause()
}

/**
 * Ends its processes, paused or not, but keeps it: by `signal`, and by force where that has not helped within
 * ten seconds. Idempotent.
 */
export async function endContainer(container: RunningContainer, signal: 'SIGINT' | 'SIGKILL'): Promise<void> {
  const { handle, ended } = container
  if (!(await handle.inspect()).State.Running) return
  await resumeContainer(container)
  await send(container, signal)
  const late = new AbortController()
  const isLate = await Promise.race([
    ended.then(() => false),
    setTimeout(STOP_MS, true, { signal: late.signal }),
  ])
  late.abort()
  if (!isLate) return
  await send(container, 'SIGKILL')
  await ended
}

async function send({ handle }: RunningContainer, signal: string): Promise<void> {
  try {
    await handle.kill({ signal })
  } catch (error) {
    // It may have ended at any moment.
    if ((error as { statusCode?: number }).statusCode !== 409) throw error
  }
}
