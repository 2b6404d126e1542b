import type { Exchange } from '../../../strategies/app/client/exchange.ts'
import { failureCode } from '../../../strategies/app/client/failure.ts'
import { type Page, requestPage } from '../../../strategies/app/client/page.ts'
import { nowUs } from '../../../strategies/app/clock.ts'
import type { PlannedUser } from '../contract.ts'
import { type Appointment, appoint } from './appointment.ts'
import type { Playground } from './playground.ts'
import { View } from './view.ts'

/** One user: opens the page, attaches a socket for each widget, waits, interacts, leaves. */
export class Journey {
  readonly user: PlannedUser
  readonly #playground: Playground
  readonly #left: (journey: Journey, atUs: number) => void
  readonly #views: View[]
  #active: number
  #page: Exchange | undefined
  #giveUp: Appointment | undefined

  /** `left` is called once, with the moment of the last event; the sockets may take a little longer to close. */
  constructor(user: PlannedUser, playground: Playground, left: (journey: Journey, atUs: number) => void) {
    this.user = user
    this.#playground = playground
    this.#left = left
    this.#active = user.widgets
    this.#views = Array.from(
      { length: user.widgets },
      (_, i) => new View(user, i, playground, () => this.#viewOver()),
    )
  }

  /** `intendedUs` (CLOCK_MONOTONIC) is what the user's patience counts from. */
  begin(intendedUs: number): void {
    const { user, key, widgets, queryMs, timeoutMs } = this.user
    this.#playground.emit({ type: 'sent', user, at: nowUs() })
    this.#page = requestPage(this.#playground.url, { key, widgets, queryMs }, (page) => this.#pageCame(page))
    this.#giveUp = appoint(intendedUs + timeoutMs * 1_000, () => {
      this.#page?.abort()
      for (const view of this.#views) view.giveUp()
    })
  }

  /** Asks nothing more and leaves when what is open has been answered. */
  leave(): void {
    for (const view of this.#views) view.leave()
  }

  /** Leaves at once. */
  interrupt(): void {
    this.#page?.abort()
    for (const view of this.#views) view.interrupt()
  }

  #pageCame(page: Page): void {
    const at = nowUs()
    this.#page = undefined
    if ('failure' in page) {
      // The connection was new: none that had been kept was reset, which alone a driver may try again.
      const code = failureCode(page.failure)
      for (const view of this.#views) view.fail(code, at)
      return
    }
    for (const [widget, view] of this.#views.entries()) {
      const grant = page.grants[widget]
      if (grant) {
        this.#playground.emit({ type: 'stage', user: this.user.user, widget, stage: 'page', at })
        view.open(grant)
      } else view.fail('MALFORMED', at)
    }
  }

  #viewOver(): void {
    this.#active -= 1
    if (this.#active > 0) return
    this.#giveUp?.cancel()
    for (const view of this.#views) view.hangUp()
    const at = nowUs()
    this.#playground.emit({ type: 'left', user: this.user.user, at })
    this.#left(this, at)
  }
}
