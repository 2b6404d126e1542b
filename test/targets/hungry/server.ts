import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { availableParallelism } from 'node:os'
import { getHeapStatistics } from 'node:v8'
import { runServerProcess } from '../../../strategies/parts/workers/entry.ts'
import { eat, eatHeap } from './eat.ts'

/** What a process can find out about where it runs. */
function facts() {
  return {
    pid: process.pid,
    uid: process.getuid?.(),
    parallelism: availableParallelism(),
    heapLimitBytes: getHeapStatistics().heap_size_limit,
    capabilities: /^CapEff:\s+(\w+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1],
    noNewPrivileges: /^NoNewPrivs:\s+(\d)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1],
    rootIsReadOnly: refuses('/here'),
    tmpIsWritable: !refuses('/tmp/here'),
  }
}

function refuses(file: string): boolean {
  try {
    writeFileSync(file, '')
    return false
  } catch {
    return true
  }
}

/** Uses 100 ms of CPU, however long that takes. */
function work(): void {
  const before = process.cpuUsage()
  let usedUs = 0
  while (usedUs < 100_000) {
    const { user, system } = process.cpuUsage(before)
    usedUs = user + system
  }
}

runServerProcess(async ({ probeFolder }, { role, worker }) => {
  if (probeFolder) writeFileSync(`${probeFolder}/seen.ndjson`, '{}\n')
  const server = createServer(({ url }, response) => {
    if (url === '/eat') eat()
    if (url === '/heap') eatHeap()
    if (url === '/work') work()
    response.end(JSON.stringify(facts()))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    processes: () => [{ role, pid: process.pid, worker, slots: 1 }],
    async stop() {
      server.closeAllConnections()
      server.close()
    },
  }
})
