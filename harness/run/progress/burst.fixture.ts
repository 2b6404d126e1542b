import { MAIN_GROUP, type ScheduledUser } from '../../../scenarios/contract.ts'
import type { DriverEvent } from '../../drivers/contract.ts'
import { Recorder } from '../recorder.ts'

/** A recorder of so many users who come at once; stamps of its events are µs from its zero. */
export function burst(users: number): Recorder {
  const scheduled = Array.from(
    { length: users },
    (_, user): ScheduledUser => ({
      user,
      group: MAIN_GROUP,
      atUs: 0,
      key: { sensor: user, window: 0 },
      widgets: 1,
      queryMs: 1_000,
      interactions: 0,
      thinkMs: 0,
    }),
  )
  const recorder = new Recorder(scheduled, '/dev/null')
  recorder.begin(0)
  return recorder
}

/** A user opens its first connection. */
export function sent(user: number): DriverEvent {
  return { type: 'sent', user, at: 0 }
}

/** A user's chart comes to an end. */
export function done(user: number, at: number, outcome: 'ok' | 'error' = 'ok'): DriverEvent {
  return { type: 'done', user, widget: 0, at, outcome }
}
