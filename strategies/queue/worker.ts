/** The worker process of the queue: it runs the slow queries and accepts nobody. */
import { firstOfLine } from '../app/workerName.ts'
import { runServerProcess } from '../parts/workers/entry.ts'
import { JobThreads } from './work/jobThreads.ts'
import { Lives } from './work/lives.ts'
import { onTheLoop } from './work/way.ts'

runServerProcess(async (settings, { role, worker, slots: [slots = 1] }) => {
  const { databaseUrl: url, schema, queryMode } = settings
  const threads = queryMode === 'blocking' ? new JobThreads(slots) : undefined
  const lives = new Lives({ url, schema, name: firstOfLine(worker), slots, way: threads ?? onTheLoop })
  await Promise.all([lives.start(), threads?.ready])
  return {
    processes: () => [{ role, pid: process.pid, slots }],
    async stop() {
      await lives.stop()
      await threads?.stop()
    },
  }
})
