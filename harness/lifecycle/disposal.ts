import { messageOf } from '../errors.ts'

/**
 * What must be disposed of, last in first out. Everything is attempted; the first error is thrown, as it is
 * where it was the only one, else as an AggregateError that begins with it. (Node 24 has AsyncDisposableStack,
 * but the published program also runs on older ones, and that class keeps the last error in front.)
 */
export class Disposal implements AsyncDisposable {
  #ends: (() => unknown)[] = []

  /** Takes charge of a resource and returns it. */
  use<T extends AsyncDisposable>(resource: T): T {
    this.#ends.push(() => resource[Symbol.asyncDispose]())
    return resource
  }

  /** Takes charge of calling `end`. */
  defer(end: () => unknown): void {
    this.#ends.push(end)
  }

  /** Hands everything over to a new Disposal: what a start calls once it has succeeded. */
  move(): Disposal {
    const successor = new Disposal()
    successor.#ends = this.#ends
    this.#ends = []
    return successor
  }

  /** Disposes of everything after a start has failed, and throws that failure, whatever else fails now. */
  async abandon(failure: unknown): Promise<never> {
    throw combined([failure, ...(await this.#endAll())])
  }

  /** Idempotent; what is taken charge of meanwhile is disposed of as well. */
  async [Symbol.asyncDispose](): Promise<void> {
    const errors = await this.#endAll()
    if (errors.length > 0) throw combined(errors)
  }

  async #endAll(): Promise<unknown[]> {
    const errors: unknown[] = []
    for (let end = this.#ends.pop(); end; end = this.#ends.pop()) {
      try {
        await end()
      } catch (error) {
        errors.push(error)
      }
    }
    return errors
  }
}

function combined(errors: unknown[]): unknown {
  return errors.length === 1 ? errors[0] : new AggregateError(errors, messageOf(errors[0]))
}
