import { connect } from 'node:net'

/** Where a Postgres server listens: a host and port, or the folder of its Unix socket. */
export interface PostgresAddress {
  readonly host: string
  readonly port: number
}

/** The number that opens a cancel request instead of a session (PostgreSQL docs, "Message Formats"). */
const CANCEL_REQUEST_CODE = 80_877_102

/**
 * Sends the protocol's cancel request for one backend. It takes no connection of the role's limit. Resolves
 * when the server has closed the connection, which it does after it has signalled the backend; the backend
 * may be used again only then, or the cancel could hit its next query. Also resolves where the server cannot
 * be reached: there is then nothing left to cancel.
 */
export function cancelBackend(address: PostgresAddress, processId: number, secretKey: number): Promise<void> {
  const request = Buffer.alloc(16)
  request.writeInt32BE(16, 0)
  request.writeInt32BE(CANCEL_REQUEST_CODE, 4)
  request.writeInt32BE(processId, 8)
  request.writeInt32BE(secretKey, 12)
  const socket = address.host.startsWith('/')
    ? connect(`${address.host}/.s.PGSQL.${address.port}`)
    : connect(address.port, address.host)
  return new Promise((resolve) => {
    socket.setTimeout(2_000, () => socket.destroy())
    socket.on('connect', () => socket.write(request))
    socket.on('error', () => socket.destroy())
    socket.on('close', () => resolve())
    socket.resume()
  })
}
