import { ProtocolError } from '../protocol/codes.ts'

const QUERY_CANCELED = '57014'

/** A failure of a query, as pg reports it, as an error of the wire: CANCELLED, DATABASE_LOST or SERVER_FAULT. */
export function queryError(error: unknown): ProtocolError {
  const code = (error as { code?: string }).code
  if (code === QUERY_CANCELED) return new ProtocolError('CANCELLED', undefined, { cause: error })
  // A SQLSTATE has five characters; of these 57P… (the server stops) and 08… mean that the connection is lost.
  const lost = code?.length !== 5 || code.startsWith('57P') || code.startsWith('08')
  return new ProtocolError(lost ? 'DATABASE_LOST' : 'SERVER_FAULT', undefined, { cause: error })
}
