import { flushCompileCache } from 'node:module'
import type { Settings } from '../../app/settings.ts'
import type { Assignment, ProcessInfo } from '../../contract.ts'

/** What goes over the IPC channel between the supervisor and a server process. */
export type ToServerProcess =
  | { type: 'start'; settings: Settings; assignment: Assignment }
  | { type: 'drain' }
export type FromServerProcess =
  | { type: 'ready'; url?: string | undefined; processes: ProcessInfo[] }
  | { type: 'processes'; processes: ProcessInfo[] }
  | { type: 'drained' }
  | { type: 'lost'; role: string; pid: number; how: string }
  | { type: 'failed'; message: string }

/** A server that a process has started. */
export interface ServedProcess {
  /** Where it accepts users, if it does. */
  readonly url?: string
  /** Itself and the processes that it has started. */
  processes(): ProcessInfo[]
  /** Resolves when no session waits for its chart any more; at once where there are none. */
  drain?(): Promise<void>
  stop(): Promise<void>
}

/** What a server process tells of the processes that it has started itself. */
export interface ProcessNews {
  /** There are others now than before. */
  changed(): void
  /** One has ended that nobody had told to; `how` ends a sentence: "was ended by SIGKILL". */
  lost(process: { role: string; pid: number; how: string }): void
}

/**
 * The body of every server process: waits for its assignment, starts, says that it is ready, and stops in
 * order on SIGTERM or when its parent has gone.
 */
export function runServerProcess(
  start: (settings: Settings, assignment: Assignment, news: ProcessNews) => Promise<ServedProcess>,
): void {
  let served: Promise<ServedProcess> | undefined
  const send = (message: FromServerProcess) => {
    if (process.connected) process.send?.(message)
  }
  const stop = async () => {
    try {
      await (await served)?.stop()
      process.exit(0)
    } catch (error) {
      console.error(error)
      process.exit(1)
    }
  }
  const drain = async () => {
    await (await served)?.drain?.()
    send({ type: 'drained' })
  }
  // A second one must not end it in the middle; `served.stop` can be called again.
  process.on('SIGTERM', stop)
  process.once('disconnect', stop)
  // Ctrl-C reaches the whole group of the terminal; the end comes in order, through the parent.
  process.on('SIGINT', () => {})
  process.on('message', (message: ToServerProcess) => {
    if (message.type === 'drain') return void drain()
    const news: ProcessNews = {
      changed: () => served?.then((one) => send({ type: 'processes', processes: one.processes() })),
      lost: (process) => send({ type: 'lost', ...process }),
    }
    served = start(message.settings, message.assignment, news)
    served.then(
      (one) => {
        send({ type: 'ready', url: one.url, processes: one.processes() })
        flushCompileCache()
      },
      (error: unknown) => {
        console.error(error)
        send({ type: 'failed', message: error instanceof Error ? error.message : String(error) })
      },
    )
  })
}
