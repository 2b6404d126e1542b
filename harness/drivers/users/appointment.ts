import { nowUs } from '../../../strategies/app/clock.ts'

/** `setTimeout` takes no longer delay. */
const LONGEST_MS = 2_147_483_647
/** How long before a moment that is to be met finely the loop begins to turn. */
const TURN_MS = 1

/** Something that will happen at a moment. */
export interface Appointment {
  cancel(): void
}

/**
 * Calls `meet` at `atUs` (CLOCK_MONOTONIC) or as soon afterwards as the loop allows, never before and never
 * within this call. Timers count whole milliseconds from a clock that the loop reads once a turn, so one may
 * fire early: it is then set again for what is left. `finely`: the last millisecond is spent turning the loop
 * instead of sleeping, which is some ten times as exact and takes that millisecond of CPU.
 */
export function appoint(atUs: number, meet: () => void, { finely = false } = {}): Appointment {
  let timer: NodeJS.Timeout | undefined
  let turn: NodeJS.Immediate | undefined
  const arm = () => {
    const leftMs = (atUs - nowUs()) / 1_000
    if (finely && leftMs <= TURN_MS) {
      turn = setImmediate(fire)
      return
    }
    const sleepMs = finely ? Math.floor(leftMs - TURN_MS) : Math.ceil(leftMs)
    timer = setTimeout(fire, Math.min(Math.max(sleepMs, 0), LONGEST_MS))
  }
  const fire = () => {
    if (nowUs() < atUs) arm()
    else meet()
  }
  arm()
  return {
    cancel: () => {
      clearTimeout(timer)
      clearImmediate(turn)
    },
  }
}
