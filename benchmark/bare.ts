/**
 * The bare pair of the benchmark: users of `http` and `ws` alone, that check and record nothing. It reads its
 * schedule from the command line, says `ready`, begins at a line on stdin, and prints one line of figures.
 */
import { request } from 'node:http'
import { WebSocket } from 'ws'
import { nowUs } from '../strategies/app/clock.ts'

const [url = '', users = '1000', spacingUs = '5000', queryMs = '200'] = process.argv.slice(2)
const lagUs: number[] = []
let left = Number(users)
let beginUs = 0
let cpu = process.cpuUsage()

function user(index: number): void {
  lagUs.push(nowUs() - (beginUs + index * Number(spacingUs)))
  const key = index % 1_000
  const path = `/?sensor=${Math.floor(key / 20)}&window=${key % 20}&widgets=1&query=${queryMs}ms`
  request(`${url}${path}`, { agent: false }, (response) => {
    let body = ''
    response.setEncoding('utf8')
    response.on('data', (chunk) => {
      body += chunk
    })
    response.on('end', () => {
      const from = body.indexOf('[', body.indexOf('bench-sessions'))
      const [grant] = JSON.parse(body.slice(from, body.indexOf('</script>', from)))
      const socket = new WebSocket(url.replace('http', 'ws') + grant.socket, ['bench.v1', grant.token], {
        perMessageDeflate: false,
      })
      socket.on('message', (data) => {
        if (JSON.parse(String(data)).type === 'chart') socket.close(1000)
      })
      socket.on('close', () => {
        if (--left === 0) finish()
      })
    })
  }).end()
}

function finish(): void {
  const { user, system } = process.cpuUsage(cpu)
  console.log(JSON.stringify({ cpuMs: (user + system) / 1_000, lagUs }))
  process.exit(0)
}

/** Timers rounded up from the absolute schedule, as the driver does it. */
function pace(index: number): void {
  if (index >= Number(users)) return
  const dueUs = beginUs + index * Number(spacingUs)
  const waitUs = dueUs - nowUs()
  if (waitUs > 0) return void setTimeout(pace, Math.ceil(waitUs / 1_000), index)
  user(index)
  pace(index + 1)
}

process.stdin.once('data', (line) => {
  beginUs = Number(line)
  cpu = process.cpuUsage()
  pace(0)
})
console.log('ready')
