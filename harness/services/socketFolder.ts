import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FOLDER_PREFIX } from '../lifecycle/folders.ts'
import type { Ledger } from '../lifecycle/ledger.ts'
import { createTemporaryFolder, type TemporaryFolder } from '../lifecycle/temporaryFolder.ts'
import { canEnter, giveTo, type ServerUser } from './serverUser.ts'

/** The system's limit is 108 with the final zero on Linux, 104 elsewhere; a lock file may lie beside a socket. */
const LONGEST_SOCKET_PATH = 98

/**
 * Makes a temporary folder that the server's user owns and only that user and we can enter, with a path short
 * enough for a Unix socket called `longestName` in it: in /tmp where the usual place is too deep or closed.
 */
export function createSocketFolder(
  ledger: Ledger,
  label: string,
  { user, longestName }: { user: ServerUser | undefined; longestName: string },
): TemporaryFolder {
  const sample = join(tmpdir(), `${FOLDER_PREFIX}${label}-0123456789`, longestName)
  const usable = Buffer.byteLength(sample) <= LONGEST_SOCKET_PATH && canEnter(user, tmpdir())
  const folder = createTemporaryFolder(ledger, label, usable ? tmpdir() : '/tmp')
  giveTo(user, folder.path)
  return folder
}
