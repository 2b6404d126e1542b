import type { Powers, Subject } from './contract.ts'
import { crowd, QUICK_MS, rightChart, totalSlots } from './user.ts'
import { untilActive } from './watch.ts'

/**
 * Waits until all slots are free and whoever hands them out knows it: a cancelled query is gone from Postgres
 * a moment before the target has noticed. A wave of users on all slots takes longer than that moment, and what
 * ends by itself is known before its chart has arrived.
 */
export async function settle(subject: Subject & Powers): Promise<void> {
  await untilActive(subject, 0)
  await using wave = await crowd(subject, totalSlots(subject), QUICK_MS)
  await Promise.all(wave.users.map((user) => rightChart(subject, user)))
}
