import { socketFolderOf } from '../../services/database/url.ts'
import type { IsolatedPlace } from '../target.ts'
import type { Isolation } from './contract.ts'

/**
 * What an isolated target sees of this machine: where its probes write, if anywhere, and the way to Postgres where
 * that is a Unix socket. undefined without isolation.
 */
export function placeFor(
  isolation: Isolation | undefined,
  postgresUrl: string,
  probeFolder?: string,
): IsolatedPlace | undefined {
  if (!isolation) return undefined
  const socket = socketFolderOf(postgresUrl)
  return {
    isolation,
    folders: [
      ...(probeFolder === undefined ? [] : [{ path: probeFolder, writable: true }]),
      ...(socket === undefined ? [] : [{ path: socket, writable: false }]),
    ],
  }
}
