// A stand-in for Ryuk, the reaper of testcontainers, whose image would have to be pulled. It runs in a container
// with the engine's socket, imports nothing of ours, and speaks Ryuk's protocol: who connects names what
// is to be removed, a line of filters each, answered with ACK; some seconds after the last connection is gone it
// removes that and ends. Networks, volumes and images, which Ryuk removes too, it leaves.
import { request } from 'node:http'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { json } from 'node:stream/consumers'

const SOCKET = '/var/run/docker.sock'
const PORT = 8080
const OWN_LABEL = 'org.testcontainers.ryuk'

/** How long the first connection is waited for. */
const FIRST_MS = 60_000
const AGAIN_MS = 1_000 * Number.parseInt(process.env.RYUK_RECONNECTION_TIMEOUT ?? '10s', 10)

interface Listed {
  readonly Id: string
  readonly Labels: Readonly<Record<string, string>>
}

const labels = new Set<string>()
let connections = 0
let timer = setTimeout(reap, FIRST_MS)

const server = createServer((socket) => {
  connections++
  clearTimeout(timer)
  // A killed process breaks it off.
  socket.on('error', () => {})
  socket.on('close', () => {
    if (--connections === 0) timer = setTimeout(reap, AGAIN_MS)
  })
  createInterface({ input: socket }).on('line', (line) => {
    for (const label of new URLSearchParams(line).getAll('label')) labels.add(label)
    socket.write('ACK\n')
  })
})
server.listen(PORT, () => console.log('Started'))

async function reap(): Promise<void> {
  server.close()
  for (const label of labels) {
    const filters = encodeURIComponent(JSON.stringify({ label: [label] }))
    const found = (await ask('GET', `/containers/json?all=true&filters=${filters}`)) as Listed[]
    for (const { Id, Labels } of found)
      if (Labels[OWN_LABEL] !== 'true') await ask('DELETE', `/containers/${Id}?force=true&v=true`)
  }
}

/** What the engine answers, where that is a document. */
async function ask(method: string, path: string): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  request({ socketPath: SOCKET, method, path }, (answer) => {
    if (answer.statusCode === 200) json(answer).then(resolve, reject)
    else answer.resume().on('end', resolve)
  })
    .on('error', reject)
    .end()
  return promise
}
