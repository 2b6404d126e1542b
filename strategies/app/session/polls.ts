import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Counts } from '../metrics/counts.ts'
import { ProtocolError } from '../protocol/codes.ts'
import type { Admission } from './admission.ts'
import { PollViewer } from './pollViewer.ts'

interface PollsParts {
  readonly admission: Admission
  readonly counts: Counts
  /** How long a poll waits for its chart, ms. */
  readonly pollMs: number
  /** Open sockets, which count against the same limit. */
  readonly sockets: () => number
}

/** Answers long polls: each is a viewer of its session while it is open. */
export class Polls {
  readonly #parts: PollsParts
  #open = 0

  constructor(parts: PollsParts) {
    this.#parts = parts
  }

  /** Polls that wait for their answer, or are still being answered. */
  get size(): number {
    return this.#open
  }

  /** Takes a request for the chart of session `id`. Throws the ProtocolError that it is to be refused with. */
  accept(request: IncomingMessage, response: ServerResponse, id: string): void {
    const { admission, counts, pollMs, sockets } = this.#parts
    const session = admission.session(request, bearer(request), sockets() + this.#open + 1)
    if (session.id !== id) throw new ProtocolError('BAD_TOKEN', 'the token is for another session')
    const viewer = new PollViewer(response, counts)
    const timer = setTimeout(() => viewer.waited(), pollMs)
    this.#open++
    // Once it is answered, or the client has hung up.
    response.once('close', () => {
      this.#open--
      clearTimeout(timer)
      session.detach(viewer)
    })
    session.attach(viewer)
  }
}

function bearer({ headers }: IncomingMessage): string {
  const match = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')
  if (!match) throw new ProtocolError('BAD_TOKEN', 'the header Authorization must be Bearer and the token')
  return match[1]!
}
