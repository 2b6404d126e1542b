const LOOK_AGAIN_MS = 20

/**
 * Resolves soon after a process that is no child of ours is gone. Only parents are told of such an end, so it is looked
 * at fifty times a second, for a microsecond each time: too often for its pid to become another's meanwhile. The looking
 * ends with `until` too, and keeps nobody alive.
 */
export function processGone(pid: number, until: Promise<unknown>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const looking = setInterval(() => isThere(pid) || stop(), LOOK_AGAIN_MS).unref()
  const stop = () => {
    clearInterval(looking)
    resolve()
  }
  until.then(stop, stop)
  return promise
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // It is somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
