import { connect } from 'node:net'
import { childrenOf, commandLine } from '../../lifecycle/process.ts'
import type { Nginx } from '../contract.ts'

const START_MS = 15_000
const ANSWER_MS = 1_000
const LOOK_AGAIN_MS = 5

/** What nginx writes where it cannot have the port; it then tries again for two seconds and a half. */
const PORT_TAKEN = 'Address already in use'

/** A master process of nginx, wherever it runs. All that is there to do to one. */
export interface Master {
  /** On this machine; undefined where it lives in a virtual machine. */
  readonly pid: number | undefined
  isRunning(): boolean
  /** The last lines that it has printed. */
  tail(): string
  /** Takes all that it prints from now on, until disposal. */
  listen(take: (text: string) => void): Disposable
  /** Its worker processes of this moment. */
  workers(): Promise<MastersWorker[]>
  /** What `nginx -t` says against a configuration file; undefined where it is content. */
  check(file: string): Promise<string | undefined>
  /** SIGHUP: to read its configuration again. */
  hangUp(): Promise<void>
  /** As that of `RunningProxy`: never rejects. */
  readonly ended: Nginx['ended']
  /** SIGTERM, and force for what is left after `graceMs` (5 s; 0: force at once), and what it ran in. Idempotent. */
  stop(options?: { graceMs?: number }): Promise<void>
}

export interface MastersWorker {
  /** No other worker has had it. */
  readonly id: string
  /** It takes nothing new any more: it changes its title before it closes its listeners. */
  readonly isStopping: boolean
}

/** Where users enter. */
export interface Door {
  readonly host: string
  readonly port: number
}

/** Waits until it answers: true; false where the port is somebody else's, whose answers must not count. */
export async function becomesReady(master: Master, at: Door, signal: AbortSignal): Promise<boolean> {
  const deadline = performance.now() + START_MS
  for (;;) {
    signal.throwIfAborted()
    if (master.tail().includes(PORT_TAKEN)) return false
    if (!master.isRunning()) {
      await master.ended
      if (master.tail().includes(PORT_TAKEN)) return false
      throw new Error('it ended as it began')
    }
    // A master has workers only once it has all its ports.
    if ((await answers(at)) && (await master.workers()).length > 0) return true
    if (performance.now() > deadline) throw new Error(`it did not answer within ${START_MS / 1_000} s`)
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
  }
}

/** The workers of a master whose processes stand in this machine's table. */
export function workersOf(master: number): MastersWorker[] {
  return childrenOf(master).map(({ pid, startTime }) => ({
    id: `${pid} ${startTime}`,
    isStopping: isStoppingTitle(commandLine(pid).join(' ')),
  }))
}

export function isStoppingTitle(title: string): boolean {
  return title.includes('shutting down')
}

/** Whether HTTP is spoken there. The request has no `Host`, so that nginx refuses it and asks no upstream. */
function answers({ host, port }: Door): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host }, () => socket.write('GET / HTTP/1.1\r\n\r\n'))
    const finish = (answered: boolean) => {
      socket.destroy()
      resolve(answered)
    }
    socket.setTimeout(ANSWER_MS, () => finish(false))
    socket.once('data', (chunk) => finish(chunk.toString('latin1').startsWith('HTTP/')))
    socket.once('error', () => finish(false))
    socket.once('close', () => finish(false))
  })
}
