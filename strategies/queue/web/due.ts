/** What the web process has to send when its client is free. */
export class Due {
  /** Questions to put into the queue. */
  readonly insert = new Set<number>()
  /** Answers to fetch. */
  readonly fetch = new Set<number>()
  /** Questions to take back. */
  readonly giveUp = new Set<number>()
  /** Positions are to be asked for. */
  positions = false
  /** A look at all questions in the table, or at those whose query has started. */
  all = false
  started = false
  /** Questions of earlier web processes are to be removed. */
  others = false

  takeInsert(): number[] {
    return take(this.insert)
  }

  takeFetch(): number[] {
    return take(this.fetch)
  }

  takeGiveUp(): number[] {
    return take(this.giveUp)
  }

  addGiveUp(numbers: Iterable<number>): void {
    for (const number of numbers) this.giveUp.add(number)
  }

  /** Nobody waits for it any more; one that is to be taken back still is. */
  forget(number: number): void {
    this.insert.delete(number)
    this.fetch.delete(number)
  }

  /** After a loss nothing is known; what is due shows in the tables. */
  clear(): void {
    this.insert.clear()
    this.fetch.clear()
    this.giveUp.clear()
    this.positions = false
    this.started = false
  }
}

function take(from: Set<number>): number[] {
  const numbers = [...from]
  from.clear()
  return numbers
}
