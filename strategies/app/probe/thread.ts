/**
 * The probe's thread: appends a line for every event and, once a second, one with the counters and the age of
 * the loop's heartbeat. It imports nothing of ours, so that it costs little and starts at once.
 */
import { closeSync, openSync, writeSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'

interface ProbeData {
  readonly file: string
  readonly worker: string
  readonly gauges: readonly string[]
  readonly shared: BigInt64Array
}

type Message = 'close' | [event: string, session: string, at: number, code: string | undefined]

const { file, worker, gauges, shared } = workerData as ProbeData
const port = parentPort
if (!port) throw new Error('the probe runs as a thread')

const descriptor = openSync(file, 'a', 0o600)
let lines = ''
let longestAgeUs = 0

function nowUs(): number {
  return Number(process.hrtime.bigint() / 1_000n)
}

function flush(): void {
  if (lines !== '') writeSync(descriptor, lines)
  lines = ''
}

function counters(): void {
  const line: Record<string, unknown> = { type: 'counters', worker, at: nowUs(), loopUs: longestAgeUs }
  for (const [i, name] of gauges.entries()) line[name] = Number(Atomics.load(shared, i + 1))
  lines += `${JSON.stringify(line)}\n`
  longestAgeUs = 0
  flush()
}

const look = setInterval(() => {
  longestAgeUs = Math.max(longestAgeUs, nowUs() - Number(Atomics.load(shared, 0)))
  flush()
}, 20)
const second = setInterval(counters, 1_000)

port.on('message', (message: Message) => {
  if (message === 'close') {
    clearInterval(look)
    clearInterval(second)
    counters()
    closeSync(descriptor)
    port.close()
    return
  }
  const [event, session, at, code] = message
  lines += `${JSON.stringify({ type: 'event', worker, event, session, at, code })}\n`
})

port.postMessage('ready')
