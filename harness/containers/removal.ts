import type Dockerode from 'dockerode'
import { messageOf } from '../errors.ts'
import { isUnknown, waitFor } from './ending.ts'

/** Ends a container at once and removes it with its volumes; resolves when it is gone. Idempotent. */
export async function removeContainer(handle: Dockerode.Container): Promise<void> {
  try {
    await handle.remove({ force: true, v: true })
  } catch (error) {
    if (isUnknown(error)) return
    // Somebody else removes it: it is gone when that is done.
    if ((error as { statusCode?: number }).statusCode !== 409) throw error
    await waitFor(handle, 'removed').catch((late: unknown) => {
      if (!isUnknown(late)) throw late
    })
  }
}

/**
 * Removes what could not be started. Resolves with why it could not, and with what could not be removed after
 * that, which must not hide it.
 */
export async function removeFailed(error: unknown, remove: () => Promise<void>): Promise<unknown> {
  try {
    await remove()
    return error
  } catch (left) {
    return new Error(`${messageOf(error)} (nor could it be removed: ${messageOf(left)})`, { cause: error })
  }
}
