import { nowUs } from '../../../strategies/app/clock.ts'

/** `setTimeout` takes no longer delay. */
const LONGEST_MS = 2_147_483_647

/** Something that will happen at a moment. */
export interface Appointment {
  cancel(): void
}

/**
 * Calls `meet` at `atUs` (CLOCK_MONOTONIC) or as soon afterwards as the loop allows, never before and never
 * within this call. Timers count whole milliseconds from a clock that the loop reads once a turn, so one may
 * fire early: it is then set again for what is left.
 */
export function appoint(atUs: number, meet: () => void): Appointment {
  let timer: NodeJS.Timeout
  const arm = () => {
    const leftMs = Math.ceil((atUs - nowUs()) / 1_000)
    timer = setTimeout(fire, Math.min(Math.max(leftMs, 0), LONGEST_MS))
  }
  const fire = () => {
    if (nowUs() < atUs) arm()
    else meet()
  }
  arm()
  return { cancel: () => clearTimeout(timer) }
}
