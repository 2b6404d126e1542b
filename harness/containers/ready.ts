import type { ContainerOptions } from './containerOptions.ts'
import type { ContainerEnd } from './ending.ts'

const LOOK_AGAIN_MS = 20
const DEFAULT_READY_MS = 30_000

/** Resolves once a container is ready; rejects where it ends before that, or takes too long. */
export async function becomesReady(
  { ready, readyMs = DEFAULT_READY_MS, signal }: Pick<ContainerOptions, 'ready' | 'readyMs' | 'signal'>,
  ended: Promise<ContainerEnd>,
): Promise<void> {
  if (!ready) return
  let end: ContainerEnd | undefined
  ended.then(
    (known) => {
      end = known
    },
    () => {},
  )
  const deadline = performance.now() + readyMs
  while (!(await ready())) {
    signal.throwIfAborted()
    if (end) endedEarly(end)
    if (performance.now() > deadline) throw new Error(`it was not ready within ${readyMs / 1_000} s`)
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
  }
}

/** Throws that a container has ended before it was ready. */
export function endedEarly({ code }: ContainerEnd): never {
  throw new Error(`it ended with code ${code}`)
}
