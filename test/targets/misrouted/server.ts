import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { createLoopWorker } from '../../../strategies/parts/workers/loopWorker.ts'
import { MEASURED_MS, serveCheating } from '../cheat.ts'

serveCheating({
  async tamper({ http }, settings) {
    const stranger = await createLoopWorker(settings, 'a cheat', 'w2', 0)
    const [accept] = http.listeners('upgrade')
    let measured = false
    let sockets = 0
    http.on('request', ({ url }: IncomingMessage) => {
      measured ||= Number(/query=(\d+)ms/.exec(url ?? '')?.[1]) >= MEASURED_MS
    })
    http.removeAllListeners('upgrade')
    http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (measured && ++sockets % 3 === 0) stranger.http.emit('upgrade', request, socket, head)
      else accept?.call(http, request, socket, head)
    })
  },
})
