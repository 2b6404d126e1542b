import type { ChildProcess } from 'node:child_process'

/** How a process ended, as the end of a sentence: "was ended by SIGKILL", "exited with code 1". */
export function howEnded({ code, signal }: { code: number | null; signal: NodeJS.Signals | null }): string {
  if (signal) return `was ended by ${signal}`
  return code === null ? 'ended, and nobody can tell how' : `exited with code ${code}`
}

/**
 * Tells a process that ends of itself from one that is told to: calls `died` in the first case. To be awaited
 * before it is told is `telling`: an end that has come already, of which Node is about to learn, counts as its
 * own, since one turn of the loop takes in all that the system has to report.
 */
export function watchDeath(child: ChildProcess, died: (how: string) => void): { telling(): Promise<void> } {
  let told = false
  child.once('exit', (code, signal) => {
    if (!told) died(howEnded({ code, signal }))
  })
  return {
    async telling() {
      await new Promise((resolve) => setImmediate(resolve))
      told = true
    },
  }
}
