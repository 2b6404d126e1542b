import { once } from 'node:events'
import { request as ask, createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'

/** What stands between a user and a server: lets everything through, unless it is told otherwise. */
export interface Gateway extends AsyncDisposable {
  readonly url: string
  /** Refuses sockets from now on, with a page of its own, as proxies do that know no WebSockets. */
  blockSockets(status?: number): void
  allowSockets(): void
  /** Cuts all sockets that are open. */
  cut(): void
  /** How many have passed, and how many were refused. */
  readonly sockets: { passed: number; refused: number }
}

/** Starts a gateway in front of the server at `target`. */
export async function startGateway(target: string): Promise<Gateway> {
  const { hostname, port } = new URL(target)
  const open = new Set<Socket>()
  const sockets = { passed: 0, refused: 0 }
  let blocked: number | undefined
  const server = createServer((incoming, response) => {
    const { method, url, headers } = incoming
    const outgoing = ask({ hostname, port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    outgoing.on('error', () => response.destroy())
    response.on('close', () => outgoing.destroy())
    incoming.pipe(outgoing)
  })
  server.on('upgrade', (incoming, socket: Socket, head) => {
    socket.on('error', () => socket.destroy())
    if (blocked !== undefined) {
      sockets.refused++
      const page = '<h1>No WebSockets here</h1>'
      socket.end(
        `HTTP/1.1 ${blocked} No\r\nContent-Type: text/html\r\nContent-Length: ${page.length}\r\nConnection: close\r\n\r\n${page}`,
      )
      return
    }
    sockets.passed++
    const through = connect(Number(port), hostname)
    through.on('error', () => socket.destroy())
    through.on('close', () => socket.destroy())
    socket.on('close', () => {
      open.delete(socket)
      through.destroy()
    })
    open.add(socket)
    const lines = [`${incoming.method} ${incoming.url} HTTP/1.1`]
    for (let i = 0; i < incoming.rawHeaders.length; i += 2) {
      lines.push(`${incoming.rawHeaders[i]}: ${incoming.rawHeaders[i + 1]}`)
    }
    through.write(`${lines.join('\r\n')}\r\n\r\n`)
    through.write(head)
    socket.pipe(through).pipe(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sockets,
    blockSockets(status = 403) {
      blocked = status
    },
    allowSockets() {
      blocked = undefined
    },
    cut() {
      for (const socket of open) socket.destroy()
    },
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
