/** Whatever we make in an engine carries the id of its run, by which it is known as ours after a crash. */
export const RUN_LABEL = 'chartbench.run'

/** What it is to us: postgres, nginx, target. */
export const ROLE_LABEL = 'chartbench.role'
