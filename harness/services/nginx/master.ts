import { connect } from 'node:net'
import { BenchError, exitCodes } from '../../errors.ts'
import { type Child, spawnChild } from '../../lifecycle/children.ts'
import type { Ledger } from '../../lifecycle/ledger.ts'
import { LOOPBACK } from '../../lifecycle/ports.ts'
import { childrenOf, lookUp } from '../../lifecycle/process.ts'
import { NGINX_ROLE } from '../../lifecycle/traces/process.ts'
import { configurationFile, type NginxPlace, nginxCommand, problemsIn } from './configuration.ts'

const START_MS = 15_000
const ANSWER_MS = 1_000
const LOOK_AGAIN_MS = 5

/** What nginx writes where it cannot have the port; it then tries again for two seconds and a half. */
const PORT_TAKEN = 'Address already in use'

/**
 * Starts nginx on the configuration that is installed and resolves once it answers on `port`; undefined where
 * somebody has that port. It leads a process group of its own, which its workers stay in. Leaves nothing where
 * it fails.
 */
export async function startMaster(
  place: NginxPlace,
  options: { port: number; ledger: Ledger; signal: AbortSignal; forwardStderr: boolean },
): Promise<Child | undefined> {
  const { port, ledger, signal, forwardStderr } = options
  signal.throwIfAborted()
  const child = spawnChild({
    command: nginxCommand(place, configurationFile(place)),
    role: NGINX_ROLE,
    ledger,
    cwd: place.folder,
    stdin: 'ignore',
    stdout: 'ignore',
    user: place.user && { uid: place.user.uid, gid: place.user.gid },
    forwardStderr,
  })
  try {
    if (await serves(child, port, signal)) return child
    await child.stop({ graceMs: 0 })
    return undefined
  } catch (error) {
    await child.stop({ graceMs: 0 })
    signal.throwIfAborted()
    const reason = problemsIn(child.tail())[0] ?? 'see its output'
    throw new BenchError('NGINX_START_FAILED', `nginx did not start: ${reason}`, {
      exitCode: exitCodes.failed,
      output: child.tail(),
      cause: error,
    })
  }
}

/** Waits until it answers: true; false where the port is somebody else's, whose answers must not count. */
async function serves(child: Child, port: number, signal: AbortSignal): Promise<boolean> {
  const deadline = performance.now() + START_MS
  for (;;) {
    signal.throwIfAborted()
    if (child.tail().includes(PORT_TAKEN)) return false
    if (!lookUp(child.pid)) {
      await child.ended
      if (child.tail().includes(PORT_TAKEN)) return false
      throw new Error('it ended as it began')
    }
    // A master has workers only once it has all its ports.
    if ((await answers(port)) && childrenOf(child.pid).length > 0) return true
    if (performance.now() > deadline) throw new Error(`it did not answer within ${START_MS / 1_000} s`)
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
  }
}

/** Whether HTTP is spoken there. The request has no `Host`, so that nginx refuses it and asks no upstream. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: LOOPBACK }, () => socket.write('GET / HTTP/1.1\r\n\r\n'))
    const finish = (answered: boolean) => {
      socket.destroy()
      resolve(answered)
    }
    socket.setTimeout(ANSWER_MS, () => finish(false))
    socket.once('data', (chunk) => finish(chunk.toString('latin1').startsWith('HTTP/')))
    socket.once('error', () => finish(false))
    socket.once('close', () => finish(false))
  })
}
