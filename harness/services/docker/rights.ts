import type { ContainerOptions } from '../../containers/container.ts'
import { wordsOf } from './words.ts'

/** As whom a container runs, and what it may do. */
export type Rights = Pick<ContainerOptions, 'user' | 'host'>

/** Official images may be started as the user whom they would change to, who then needs no right at all. */
const none: Rights = { user: 'postgres', host: { CapDrop: ['ALL'] } }

/** What a script that begins as root needs to hand the data folder over and to become somebody else. */
const toHandOver: Rights = {
  host: { CapDrop: ['ALL'], CapAdd: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'] },
}

/** What engines say of a user whom an image does not know, and scripts of what that user may not do. */
const REFUSED = /unable to find user|no matching entries in passwd|permission denied|operation not permitted/i

/** Tries to start something without any right; where its image is not made for that, with few. */
export async function withLeastRights<T>(attempt: (rights: Rights) => Promise<T>): Promise<T> {
  try {
    return await attempt(none)
  } catch (error) {
    if (!REFUSED.test(wordsOf(error))) throw error
    return attempt(toHandOver)
  }
}
