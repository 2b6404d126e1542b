import { setTimeout } from 'node:timers/promises'
import { type Mount, type RunningContainer, startContainer } from '../../containers/container.ts'
import { exitAndSignal } from '../../containers/ending.ts'
import type { Engine } from '../../containers/engine.ts'
import { runInContainer } from '../../containers/exec.ts'
import { BenchError } from '../../errors.ts'
import { identify, isAlive } from '../../lifecycle/process.ts'
import { processGone } from '../../lifecycle/processGone.ts'
import type { NginxOptions, ServiceContext } from '../contract.ts'
import { isPortTaken } from '../docker/words.ts'
import { configurationFile, configurationRefused, type NginxFiles, nginxCommand } from './configuration.ts'
import { isStoppingTitle, type Master, type MastersWorker, workersOf } from './master.ts'
import { problemsIn } from './problems.ts'

const STOP_MS = 5_000

/** In the container's own search path. */
const PROGRAM = 'nginx'

/** By what name the host is reached from a network of the engine's own. */
export const HOST_NAME = 'host.docker.internal'

/** In what a container of nginx is made, and of what. */
export interface ContainerPlace {
  readonly engine: Engine
  readonly image: string
}

/** Starts nginx as the main process of a container; undefined where its port cannot be published. */
export async function launchInContainer(
  { engine, image }: ContainerPlace,
  files: NginxFiles,
  port: number,
  { ledger, signal, reach = [], forwardStderr = false }: ServiceContext & Omit<NginxOptions, 'configure'>,
): Promise<Master | undefined> {
  const takers = new Set<(text: string) => void>()
  if (forwardStderr) takers.add((text) => process.stderr.write(text))
  try {
    const container = await startContainer({
      engine,
      image,
      role: 'nginx',
      ledger,
      signal,
      entrypoint: commandIn(engine, files.folder, configurationFile(files)),
      command: [],
      user: userIn(engine, files),
      mounts: [
        { source: files.folder, target: files.folder },
        // To connect to a socket takes no right to write where it is.
        ...reach.map((folder): Mount => ({ source: folder, target: folder, readOnly: true })),
      ],
      ports: [port],
      host: {
        ReadonlyRootfs: true,
        CapDrop: ['ALL'],
        // Its workers, which stay root, clear the groups that they are in.
        ...(engine.rootless && { CapAdd: ['SETGID'] }),
        // On Docker Desktop the name is known; elsewhere it is told.
        ...(engine.network === 'ports' &&
          engine.sharesKernel && { ExtraHosts: [`${HOST_NAME}:host-gateway`] }),
      },
      onOutput: (text) => {
        for (const take of takers) take(text)
      },
      // Whether it answers is looked at from outside, as with every other master.
      ready: async () => true,
    })
    return masterOf(container, engine, files, takers)
  } catch (error) {
    signal.throwIfAborted()
    // What ends at once may have done so before its start was over.
    const output = (error instanceof BenchError && error.output) || ''
    if (isPortTaken(error)) return undefined
    throw problemsIn(output).length > 0 ? configurationRefused(output) : error
  }
}

function commandIn({ rootless }: Engine, folder: string, file: string): string[] {
  return nginxCommand(PROGRAM, folder, file, { asRoot: rootless })
}

/** Whom its files belong to. An engine without root's rights calls root who has started it. */
function userIn(engine: Engine, { user }: NginxFiles): { uid: number; gid: number } {
  if (engine.rootless) return { uid: 0, gid: 0 }
  return user ?? { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }
}

function masterOf(
  container: RunningContainer,
  engine: Engine,
  { folder }: NginxFiles,
  takers: Set<(text: string) => void>,
): Master {
  const { sharesKernel, network } = engine
  const { handle, pid } = container
  const identity = pid === undefined ? undefined : identify(pid)
  let hasEnded = false
  // With the container's main process all others in it die.
  const exited: Master['ended'] = container.ended
    .then(exitAndSignal, () => ({ code: null, signal: null }))
    .finally(() => {
      hasEnded = true
    })
  const removed = exited.then(() => container[Symbol.asyncDispose]())
  const nothingLeft = removed.then(
    () => exited,
    // Whoever stops it learns of that.
    () => exited,
  )
  // On the machine's network nothing of it is left with its processes; a published port is free with the container.
  const ended = network === 'host' ? exited : nothingLeft
  // Engines tell an end tenths of a second after it. On the machine's network nothing needs to be waited for beside it.
  const gone = network === 'host' && identity ? processGone(identity.pid, ended) : ended.then(() => {})
  const isRunning = () => !hasEnded && (sharesKernel ? identity !== undefined && isAlive(identity) : true)
  let stopping: Promise<void> | undefined
  return {
    pid,
    isRunning,
    tail: () => container.tail(),
    listen(take) {
      takers.add(take)
      return { [Symbol.dispose]: () => void takers.delete(take) }
    },
    async workers() {
      if (pid !== undefined) return workersOf(pid)
      return sharesKernel ? [] : ((await handle.top().then(workersByTop, unlessEnded)) ?? [])
    },
    async check(file) {
      const { code, output } = await runInContainer(handle, [...commandIn(engine, folder, file), '-t'])
      return code === 0 ? undefined : output
    },
    async hangUp() {
      // The engine runs a program to send a signal.
      if (identity && isAlive(identity) && mayHangUp(identity.pid)) return
      await handle.kill({ signal: 'SIGHUP' }).catch(unlessEnded)
    },
    gone,
    ended,
    stop({ graceMs = STOP_MS } = {}) {
      stopping ??= (async () => {
        if (graceMs > 0 && isRunning()) {
          await handle.kill({ signal: 'SIGTERM' }).catch(unlessEnded)
          await Promise.race([ended, setTimeout(graceMs, undefined, { ref: false })])
        }
        await container[Symbol.asyncDispose]()
        // Had the removal at its exit failed, this one has not.
        await removed.catch(() => {})
      })()
      return stopping
    },
  }
}

/** Sends it, unless the process is not ours to signal, or has ended. */
function mayHangUp(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGHUP')
  } catch {
    return false
  }
}

/** What ends as it is told to end may have done so before. */
function unlessEnded(error: { statusCode?: number }): void {
  if (error.statusCode !== 404 && error.statusCode !== 409) throw error
}

/** The engine's own table of a container's processes, the columns of which are named but not fixed; Podman's may be empty. */
export function workersByTop({ Titles, Processes }: ProcessTable): MastersWorker[] {
  const column = (...names: string[]) => Titles?.findIndex((title) => names.includes(title)) ?? -1
  const [pid, command] = [column('PID'), column('CMD', 'COMMAND', 'ARGS')]
  return (Processes ?? []).flatMap((row) => {
    const title = row[command] ?? ''
    return title.includes('worker process')
      ? [{ id: row[pid] ?? '', isStopping: isStoppingTitle(title) }]
      : []
  })
}

interface ProcessTable {
  readonly Titles: readonly string[] | null
  readonly Processes: readonly (readonly string[])[] | null
}
