import { serveCheating } from '../cheat.ts'

/** Until then all users have come, and wait. */
const ALL_WAIT_MS = 500

/** As it is at the start: without its supervisor the process has another parent. */
const supervisor = process.ppid
let isAsked = false

serveCheating({
  prepare: () => () => {
    if (!isAsked) setTimeout(() => process.kill(supervisor, 'SIGKILL'), ALL_WAIT_MS)
    isAsked = true
    return Promise.race([])
  },
})
