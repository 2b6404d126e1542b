import { rmSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { Address } from '../../strategies/app/address.ts'
import type { Settings } from '../../strategies/app/settings.ts'
import { BenchError, exitCodes } from '../errors.ts'
import type { Ledger } from '../lifecycle/ledger.ts'
import { isFreePort } from '../lifecycle/ports.ts'
import type { TemporaryFolder } from '../lifecycle/temporaryFolder.ts'
import { serverUser } from '../services/serverUser.ts'
import { createSocketFolder } from '../services/socketFolder.ts'

/** The longest name of a worker, and what may follow it. */
const LONGEST_NAME = `${'w'.repeat(32)}-9999.sock`

/** Gives out the places where the processes of a target listen behind a proxy; disposal removes the sockets. */
export interface Addresses extends AsyncDisposable {
  /**
   * A place that was never given out before in this target. The folder of the sockets is open to us and to
   * the proxy's user alone; who listens makes its own socket file writable for all, since that user must be
   * able to write to it. Rejects with START_FAILED where the range of ports is used up.
   */
  next(worker: string): Promise<Address>
}

/** Unix sockets in a folder of their own, or TCP ports where a range is given. */
export function createAddresses(ports: Settings['ports'], ledger: Ledger): Addresses {
  return ports ? portAddresses(ports) : socketAddresses(ledger)
}

function portAddresses({ from, to }: NonNullable<Settings['ports']>): Addresses {
  let candidate = from
  return {
    async next() {
      while (candidate <= to) {
        const port = candidate++
        if (await isFreePort(port)) return { port }
      }
      throw new BenchError('START_FAILED', `every port of ${from}-${to} is in use or was given out`, {
        exitCode: exitCodes.failed,
        hint: '--ports with a wider range, or without --ports Unix sockets',
      })
    },
    async [Symbol.asyncDispose]() {},
  }
}

function socketAddresses(ledger: Ledger): Addresses {
  let folder: TemporaryFolder | undefined
  const given = new Map<string, string[]>()
  return {
    async next(worker) {
      folder ??= createSocketFolder(ledger, 'sockets', { user: serverUser(), longestName: LONGEST_NAME })
      const earlier = given.get(worker) ?? []
      given.set(worker, earlier)
      const path = join(folder.path, `${worker}${earlier.length > 0 ? `-${earlier.length + 1}` : ''}.sock`)
      const before = [...earlier]
      earlier.push(path)
      await Promise.all(before.map(removeStale))
      return { path }
    },
    async [Symbol.asyncDispose]() {
      await folder?.[Symbol.asyncDispose]()
    },
  }
}

/** Removes the socket file of a process that was killed; one that is listened on stays. */
async function removeStale(path: string): Promise<void> {
  const refused = await new Promise<boolean>((resolve) => {
    const socket = connect(path, () => {
      socket.destroy()
      resolve(false)
    })
    socket.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code === 'ECONNREFUSED'))
  })
  if (refused) rmSync(path, { force: true })
}
