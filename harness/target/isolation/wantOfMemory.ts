import type { Readable } from 'node:stream'
import { nowUs } from '../../../strategies/app/clock.ts'
import type { Cgroup } from '../../measure/cgroup.ts'
import type { WantOfMemory } from '../process.ts'

/** What V8 says before it gives up, and Node of a worker thread that it ends. */
const HEAP_FULL = /FATAL ERROR: .*(heap limit|heap out of memory)|ERR_WORKER_OUT_OF_MEMORY/i
/** Longer than any line that tells it. */
const CARRIED = 300

/** Recognises want of memory in its several forms; asked at any time, and whenever something has ended. */
export interface MemoryWitness {
  /** Looks at the counter of the control group and at what has been printed. */
  look(): WantOfMemory | undefined
  /** The engine says that the main process was killed so, when the control group may be gone. */
  mainProcessKilled(): void
}

/**
 * A child that was killed leaves its trace in the counter alone, the main process in what the engine says of it,
 * and a heap that is full in what is printed: the kernel has no part in that. A kill by hand leaves none of them.
 */
export function watchMemory(cgroup: Cgroup | undefined, stderr: Readable): MemoryWitness {
  let found: WantOfMemory | undefined
  let carried = ''

  function tell(by: WantOfMemory['by'], kills: number): void {
    const first = found ?? { by, atUs: nowUs() }
    found = { ...first, kills: Math.max(kills, found?.kills ?? 0) }
  }

  stderr.on('data', (chunk: Buffer | string) => {
    const text = carried + String(chunk)
    if (HEAP_FULL.test(text)) tell('heap', 0)
    carried = text.slice(-CARRIED)
  })
  return {
    look() {
      const kills = cgroup?.read()?.outOfMemoryKills ?? 0
      if (kills > 0) tell('kernel', kills)
      return found
    },
    mainProcessKilled: () => tell('kernel', 1),
  }
}
