import type { ProtocolError } from '../protocol/codes.ts'
import { type ServerMessages, VERSION } from '../protocol/messages.ts'

type Kind = keyof ServerMessages
export type MessageBody<K extends Kind> = Omit<ServerMessages[K], 'v' | 'type' | 'seq' | 'at'>

/** Whoever watches a session, as the session sees it: by a socket, or for the time of one long poll. */
export interface Viewer {
  /** Tells it something; returns the message's `at`. */
  send<K extends Kind>(type: K, body: MessageBody<K>): number
  /** Sends a body that has already been written as JSON (a chart, once for all its viewers). */
  sendSerialized(type: Kind, body: string): number
  /** Says what is wrong, and that is the end. */
  refuse(error: ProtocolError): void
}

/** A viewer that also says something itself, and may be told that it was wrong. */
export interface SpeakingViewer extends Viewer {
  /** Says what is wrong, without an end. */
  sendError(error: ProtocolError): void
}

/** A whole message, from a body that has already been written as JSON. */
export function writeMessage(type: Kind, seq: number, at: number, body: string): string {
  const head = `{"v":${VERSION},"type":"${type}","seq":${seq},"at":${at}`
  return body === '{}' ? `${head}}` : `${head},${body.slice(1)}`
}
