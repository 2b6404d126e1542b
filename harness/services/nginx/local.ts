import { BenchError, exitCodes } from '../../errors.ts'
import type { Child } from '../../lifecycle/children.ts'
import { findFreePort, LOOPBACK } from '../../lifecycle/ports.ts'
import { lookUp } from '../../lifecycle/process.ts'
import type { TemporaryFolder } from '../../lifecycle/temporaryFolder.ts'
import type { Nginx, NginxOptions, Provider, ServiceContext } from '../contract.ts'
import { serverUser } from '../serverUser.ts'
import { createSocketFolder } from '../socketFolder.ts'
import { findNginx } from './binary.ts'
import { installConfiguration, type NginxPlace, restoreConfiguration } from './configuration.ts'
import { startMaster } from './master.ts'
import { reloadFailed, reloadMaster } from './reload.ts'

/** Free ports that are tried in turn, where others take them between our finding and nginx's binding. */
const MOST_PORTS = 10
const STOP_MS = 5_000

/** The machine's own nginx program, without rights, in a temporary folder of its own. */
export const localNginx: Provider<Nginx, NginxOptions> = {
  name: 'local',
  service: 'nginx',

  async probe() {
    const found = findNginx()
    if (!found.program) return found.refusal
    return { ok: true, reason: `nginx ${found.program.version} from ${found.program.path}` }
  },

  async start(context) {
    const found = findNginx()
    if (!found.program) {
      const { reason, hint } = { hint: '', ...found.refusal }
      throw new BenchError('NGINX_MISSING', reason, { exitCode: exitCodes.machineLacks, hint })
    }
    const user = serverUser()
    const folder = createSocketFolder(context.ledger, 'nginx', { user, longestName: 'nginx.sock' })
    try {
      const place = { program: found.program, user, folder: folder.path }
      return handle(place, folder, await startOnPort(place, context))
    } catch (error) {
      await folder[Symbol.asyncDispose]()
      throw error
    }
  },
}

/** A master that answers, and with what. */
interface Started {
  readonly child: Child
  readonly port: number
  readonly text: string
}

async function startOnPort(place: NginxPlace, context: ServiceContext & NginxOptions): Promise<Started> {
  const { ledger, signal, forwardStderr = false } = context
  for (let tries = context.port === 0 ? MOST_PORTS : 1; tries > 0; tries--) {
    const port = context.port || (await findFreePort())
    const text = context.configure({ port, folder: place.folder })
    await installConfiguration(place, text)
    const child = await startMaster(place, { port, ledger, signal, forwardStderr })
    if (child) return { child, port, text }
  }
  const what = context.port
    ? `port ${context.port} is in use`
    : 'every port that was free was taken meanwhile'
  throw new BenchError('NGINX_START_FAILED', `nginx did not start: ${what}`, { exitCode: exitCodes.failed })
}

function handle(place: NginxPlace, folder: TemporaryFolder, { child, port, text }: Started): Nginx {
  let inEffect = text
  let last: Promise<unknown> = Promise.resolve()
  /** One change at a time: nginx tells of no reload which one it was. */
  const inTurn = (change: () => Promise<void>) => {
    const turn = last.then(change)
    last = turn.catch(() => {})
    return turn
  }
  const ended = endOf(child, folder)
  const stop = async () => {
    await child.stop({ graceMs: STOP_MS })
    await ended
  }
  return {
    provider: 'local',
    version: place.program.version,
    url: `http://${LOOPBACK}:${port}`,
    port,
    pid: child.pid,
    ended,
    apply: (configure) =>
      inTurn(async () => {
        const next = configure({ port, folder: place.folder })
        if (next === inEffect) return
        try {
          await installConfiguration(place, next)
          await reloadMaster(child)
          inEffect = next
        } catch (error) {
          // Its folder goes with it, and whatever failed then failed for that.
          if (!lookUp(child.pid)) throw reloadFailed(child, 'it has ended', error)
          // A later reload must not try again what has failed.
          restoreConfiguration(place, inEffect)
          throw error
        }
      }),
    reload: () => inTurn(() => reloadMaster(child)),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

/** Workers outlive a master that was killed, and go on serving: they are ended before its end is told. */
function endOf(child: Child, folder: TemporaryFolder): Nginx['ended'] {
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    const { exitCode, signalCode } = child.process
    if (exitCode !== null || signalCode !== null) resolve({ code: exitCode, signal: signalCode })
    else child.process.once('exit', (code, signal) => resolve({ code, signal }))
  })
  const ended = exited.then(async (end) => {
    await child.stop({ graceMs: 0 })
    await folder[Symbol.asyncDispose]()
    return end
  })
  // Whoever stops it learns of a failure; nobody has to listen.
  ended.catch(() => {})
  return ended
}
