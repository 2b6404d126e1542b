import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'

/** Where everything of ours listens. */
export const LOOPBACK = '127.0.0.1'

/** A TCP port of 127.0.0.1 that was free a moment ago: whoever takes it must be ready to find it taken. */
export async function findFreePort(): Promise<number> {
  return (await listenOn(0))!
}

/** Whether a TCP port of 127.0.0.1 can be bound now, found out by binding it. */
export async function isFreePort(port: number): Promise<boolean> {
  return (await listenOn(port)) !== undefined
}

/** Binds a port and lets it go again; undefined where somebody has it, or we may not. */
async function listenOn(port: number): Promise<number | undefined> {
  const server = createServer()
  try {
    server.listen(port, LOOPBACK)
    await once(server, 'listening')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE' || code === 'EACCES') return undefined
    throw error
  }
  const bound = (server.address() as AddressInfo).port
  server.close()
  await once(server, 'close')
  return bound
}
