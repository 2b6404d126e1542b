import { ownFloor } from '../../../harness/statistics/physics.ts'
import type { Sample, Trial } from '../../../reports/model.ts'
import { QUERY_US, slotsOf } from './strategies.ts'

/** Which worker gets which session: unevenly, so that a division costs something. */
const dealt = [0, 1, 2, 3, 3, 1, 3, 0, 2, 3]

/** Arrivals by the recurrence of the physics floor, plus fixed delays. Users give up after `timeoutUs`. */
export function simulatedSamples(
  name: string,
  users: number,
  mode: Trial['queryMode'],
  repeat: number,
  timeoutUs: number,
): Sample[] {
  const intended = Array.from({ length: users }, (_, i) => i * 1_000)
  const workers = slotsOf(name).length
  const blocking = mode === 'blocking' && name !== 'thread-per-user' && name !== 'queue'
  return Array.from({ length: workers }, (_, worker) => {
    const mine = intended.filter((_, i) => workers === 1 || dealt[(i + repeat) % dealt.length] === worker)
    const slots = blocking ? [1] : [slotsOf(name)[worker]!]
    return ownFloor(mine, slots, QUERY_US).map((done, i) => {
      const at = mine[i]!
      const result = done + 12_000 + repeat * 3_000
      // A blocked loop accepts no socket until its last query is done.
      const free = blocking ? mine.length * QUERY_US + mine.length * 4_000 : result
      return simulatedSample(
        at / 1_000,
        at,
        result,
        free,
        workers > 1 ? `w${worker + 1}` : null,
        blocking,
        timeoutUs,
      )
    })
  })
    .flat()
    .sort((a, b) => a.user - b.user)
}

function simulatedSample(
  user: number,
  intended: number,
  result: number,
  free: number,
  worker: string | null,
  blocking: boolean,
  timeoutUs: number,
): Sample {
  const connected = result - QUERY_US - 2_000
  const arrived = Math.max(result, free) + 14_000 + ((user * 37) % 11) * 1_500
  const gaveUp = arrived - intended > timeoutUs
  return {
    user,
    widget: 0,
    group: 'users',
    sensor: user % 100,
    window: 10,
    worker,
    outcome: gaveUp ? 'timeout' : 'ok',
    code: null,
    intended,
    sent: intended + 90,
    page: blocking ? result + 2_000 : intended + 6_000,
    socket: gaveUp ? null : blocking ? arrived - 8_000 : intended + 11_000,
    status: gaveUp ? null : blocking ? arrived - 7_000 : intended + 12_000,
    done: gaveUp ? intended + timeoutUs : arrived,
    created: blocking ? connected - 500 : intended + 4_000,
    asked: blocking ? connected - 300 : intended + 4_500,
    connected,
    result,
    pushed: gaveUp ? null : arrived - 3_000,
    queryUs: QUERY_US + 700,
    queries: gaveUp ? null : 1,
    lost: 0,
    reattached: 0,
  }
}
