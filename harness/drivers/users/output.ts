import { z } from 'zod'
import { BenchError, exitCodes, messageOf } from '../../errors.ts'
import type { Child } from '../../lifecycle/children.ts'
import type { DriverEvent, DriverListener, DriverSummary } from '../contract.ts'
import { driverEventSchema } from '../events.ts'

const amount = z.number().nonnegative()
const summarySchema = z.object({
  summary: z.object({
    hiccupUs: z.object({ p50: amount, p99: amount, max: amount }),
    cpuMs: amount,
    sockets: z.number().int().nonnegative(),
  }),
})

/**
 * Reads what the process that plays users writes, checks every line, and passes events on in the order and
 * the portions in which they came.
 */
export class Output {
  /** Resolves when it can begin to play; rejects where it ends before. */
  readonly ready: Promise<void>
  /** Resolves after the last event; rejects where the process ends before or writes what it must not. */
  readonly done: Promise<DriverSummary>
  readonly #listener: DriverListener
  readonly #ready = Promise.withResolvers<void>()
  readonly #done = Promise.withResolvers<DriverSummary>()
  #rest = ''

  constructor(child: Child, listener: DriverListener) {
    this.#listener = listener
    this.ready = this.#ready.promise
    this.done = this.#done.promise
    // Whoever awaits them learns of a rejection; who has left already need not.
    this.ready.catch(() => {})
    this.done.catch(() => {})
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      try {
        this.#read(chunk)
      } catch (error) {
        this.#fail(failure(messageOf(error), child, error))
        child.stop({ graceMs: 0 }).catch((survival: Error) => this.#fail(survival))
      }
    })
    child.ended.then(({ code, signal }) => {
      this.#fail(failure(`it ended with ${signal ?? `code ${code}`} before all was played`, child))
    })
  }

  #read(chunk: string): void {
    const lines = (this.#rest + chunk).split('\n')
    this.#rest = lines.pop()!
    const events: DriverEvent[] = []
    let summary: DriverSummary | undefined
    for (const line of lines) {
      const value: { type?: unknown } | null = JSON.parse(line)
      if (value?.type === 'ready') this.#ready.resolve()
      else if (value?.type === 'summary') summary = summarySchema.parse(value).summary
      else events.push(driverEventSchema.parse(value))
    }
    if (events.length > 0) this.#listener(events)
    if (summary) this.#done.resolve(summary)
  }

  #fail(error: Error): void {
    this.#ready.reject(error)
    this.#done.reject(error)
  }
}

function failure(what: string, child: Child, cause?: unknown): BenchError {
  return new BenchError('DRIVER_FAILED', `the process that plays users failed: ${what}`, {
    exitCode: exitCodes.ourFault,
    output: child.tail(),
    cause,
  })
}
