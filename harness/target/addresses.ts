import { rmSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { Address } from '../../strategies/app/address.ts'
import type { Settings } from '../../strategies/app/settings.ts'
import { BenchError, exitCodes } from '../errors.ts'
import type { Ledger } from '../lifecycle/ledger.ts'
import { findFreePort, isFreePort } from '../lifecycle/ports.ts'
import type { TemporaryFolder } from '../lifecycle/temporaryFolder.ts'
import type { AddressKind } from '../services/contract.ts'
import { serverUser } from '../services/serverUser.ts'
import { createSocketFolder } from '../services/socketFolder.ts'

/** The longest name of a worker, and what may follow it. */
const LONGEST_NAME = `${'w'.repeat(32)}-9999.sock`

/** Gives out the places where the processes of a target listen behind a proxy; disposal removes the sockets. */
export interface Addresses extends AsyncDisposable {
  /**
   * A place that was never given out before in this target. The folder of the sockets is open to us and to
   * the proxy's user alone; who listens makes its own socket file writable for all, since that user must be
   * able to write to it. Rejects with START_FAILED where the range of ports is used up, or the proxy does not
   * reach ports.
   */
  next(worker: string): Promise<Address>
  /** Where sockets have been given out: the folder that they lie in. */
  folders(): readonly string[]
}

/**
 * TCP ports where a range is given, else Unix sockets in a folder of their own; ports that are free where the
 * proxy cannot reach those. `reaches` says by what it connects, and is asked once.
 */
export function createAddresses(
  ports: Settings['ports'],
  ledger: Ledger,
  reaches: () => Promise<readonly AddressKind[]>,
): Addresses {
  let kind: Promise<Addresses> | undefined
  const socketsOrFree = async () =>
    (await reaches()).includes('path') ? socketAddresses(ledger) : freePortAddresses()
  const inRange = async (range: PortRange) => {
    if ((await reaches()).includes('port')) return portAddresses(range)
    throw new BenchError('START_FAILED', 'nginx in a network of its own does not reach ports of 127.0.0.1', {
      exitCode: exitCodes.failed,
      hint: 'without --ports it uses Unix sockets; --provider nginx=local reaches both',
    })
  }
  let known: Addresses | undefined
  return {
    async next(worker) {
      kind ??= ports ? inRange(ports) : socketsOrFree()
      known = await kind
      return known.next(worker)
    },
    folders: () => known?.folders() ?? [],
    async [Symbol.asyncDispose]() {
      await known?.[Symbol.asyncDispose]()
    },
  }
}

type PortRange = NonNullable<Settings['ports']>

function freePortAddresses(): Addresses {
  const given = new Set<number>()
  return {
    async next() {
      let port = await findFreePort()
      while (given.has(port)) port = await findFreePort()
      given.add(port)
      return { port }
    },
    folders: () => [],
    async [Symbol.asyncDispose]() {},
  }
}

function portAddresses({ from, to }: PortRange): Addresses {
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
    folders: () => [],
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
    folders: () => (folder ? [folder.path] : []),
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
