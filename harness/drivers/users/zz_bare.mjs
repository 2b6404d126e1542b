import http from 'node:http'
import WebSocket from 'ws'

const [, , url, n, gap] = process.argv
const N = +n
await new Promise((r) => setTimeout(r, 300))
const c0 = process.cpuUsage()
const z = performance.now()
let left = N,
  ok = 0
for (let i = 0; i < N; i++)
  setTimeout(
    () => {
      http.get(
        `${url}/?widgets=1&sensor=${Math.floor(i / 20) % 50}&window=${i % 20}&query=500ms`,
        { agent: false },
        (res) => {
          let b = ''
          res.on('data', (c) => {
            b += c
          })
          res.on('end', () => {
            const g = JSON.parse(/bench-sessions">(.*?)<\/script>/.exec(b)[1])[0]
            const ws = new WebSocket(url.replace('http', 'ws') + g.socket, ['bench.v1', g.token], {
              perMessageDeflate: false,
            })
            ws.on('message', (d) => {
              const m = JSON.parse(d)
              if (m.type === 'chart') {
                ok++
                ws.close(1000)
              }
            })
            ws.on('close', () => {
              if (--left === 0) {
                const c = process.cpuUsage(c0)
                console.log(
                  'bare',
                  ok,
                  'cpuMs',
                  (c.user + c.system) / 1000,
                  'per user',
                  (c.user + c.system) / 1000 / N,
                  'rss',
                  process.memoryUsage.rss() / 1e6,
                )
              }
            })
          })
        },
      )
    },
    (i * gap) / 1000,
  )
