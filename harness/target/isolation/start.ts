import { type AttachedContainer, startAttached } from '../../containers/attachedContainer.ts'
import { type ContainerEnd, exitAndSignal } from '../../containers/ending.ts'
import { messageOf } from '../../errors.ts'
import { keepTail } from '../../lifecycle/keepTail.ts'
import type { Ledger } from '../../lifecycle/ledger.ts'
import { childrenOf } from '../../lifecycle/process.ts'
import { cgroupOf } from '../../measure/cgroup.ts'
import { PROVIDER_VARIABLE } from '../../services/environment.ts'
import { giveTo, serverUser } from '../../services/serverUser.ts'
import { howEnded } from '../death.ts'
import type { TargetProcess } from '../process.ts'
import type { StrategyReference } from '../strategyReference.ts'
import { codeFolders } from './codeFolders.ts'
import { cpuSetText, heapLimitMiB, type Isolation } from './contract.ts'
import { innermostPid, translatePids } from './pids.ts'
import { watchMemory } from './wantOfMemory.ts'

/** Enough for every strategy with hundreds of processes or threads, and an end to one that runs away. */
const MOST_PROCESSES = 8_192
// Of descriptors it gets as many as the engine may have, which Node takes at its start: an engine may lend no more.
/** For its ledger, its sockets and what nginx buffers; counts towards its memory as far as it is used. */
const TMPFS = 'rw,nosuid,nodev,noexec,size=64m,mode=1777'

/** A folder of the run that the target sees under the same path. */
export interface SharedFolder {
  readonly path: string
  /** Else read only. It is then given to the user whom targets run as. */
  readonly writable: boolean
}

export interface IsolatedOptions {
  readonly isolation: Isolation
  readonly reference: Pick<StrategyReference, 'name' | 'command' | 'folder'>
  readonly folders: readonly SharedFolder[]
  readonly ledger: Ledger
  readonly signal: AbortSignal
  readonly logFile: string | undefined
  readonly forwardStderr: boolean
}

/**
 * Starts a target in a container of its own: without rights, with nothing of this machine but its network, our
 * folders for it and the limits, which hold for all of it together. Its own ledger lies inside and ends with it:
 * numbers of its processes mean others here.
 */
export async function startIsolated(options: IsolatedOptions): Promise<TargetProcess> {
  const { isolation, reference, folders, ledger, signal, logFile, forwardStderr } = options
  const { engine, image, limits } = isolation
  const user = serverUser()
  for (const { path, writable } of folders) if (writable) giveTo(user, path)
  const container = await startAttached({
    engine,
    image,
    role: 'target',
    ledger,
    signal,
    command: ['serve', reference.folder ?? reference.name, '--target'],
    env: environmentOf(isolation),
    user: user ?? ourselves(),
    mounts: [
      ...folders.map(({ path, writable }) => ({ source: path, target: path, readOnly: !writable })),
      ...codeFolders(reference.folder).map((path) => ({ source: path, target: path, readOnly: true })),
    ],
    tmpfs: { '/tmp': TMPFS },
    host: {
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      Init: true,
      PidsLimit: MOST_PROCESSES,
      ...(limits.cpus && { CpusetCpus: cpuSetText(limits.cpus) }),
      ...(limits.memoryBytes !== undefined && {
        Memory: limits.memoryBytes,
        MemorySwap: limits.memoryBytes,
      }),
    },
  })
  return containedProcess(container, { logFile, forwardStderr })
}

/** The rest of ours means nothing there. */
function environmentOf({ limits }: Isolation): Record<string, string> {
  const heap = limits.memoryBytes === undefined ? undefined : heapLimitMiB(limits.memoryBytes)
  return {
    HOME: '/tmp',
    TMPDIR: '/tmp',
    BENCH_STATE: '/tmp/state',
    BENCH_CACHE: '/tmp/cache',
    [PROVIDER_VARIABLE]: 'nginx=local',
    ...(heap !== undefined && { NODE_OPTIONS: `--max-old-space-size=${heap}` }),
  }
}

function ourselves(): { uid: number; gid: number } | undefined {
  const [uid, gid] = [process.getuid?.(), process.getgid?.()]
  return uid === undefined || gid === undefined ? undefined : { uid, gid }
}

/** A container seen as the process that was started in it. */
function containedProcess(
  container: AttachedContainer,
  { logFile, forwardStderr }: { logFile: string | undefined; forwardStderr: boolean },
): TargetProcess {
  const { stdin, stdout, stderr } = container
  const cgroup = cgroupOf(container.pid)
  const pids = cgroup && translatePids(cgroup)
  const memory = watchMemory(cgroup, stderr)
  const output = keepTail(stderr, logFile)
  if (forwardStderr) stderr.pipe(process.stderr, { end: false })
  // A container that has ended breaks the connection; `ended` says so.
  stdin.on('error', () => {})
  let hasEnded = false
  const end = container.ended.then(
    (how) => {
      if (how.outOfMemory) memory.mainProcessKilled()
      return howContainerEnded(how)
    },
    (error: unknown) => `was lost together with its engine: ${messageOf(error)}`,
  )
  const ended = end.then(async (how) => {
    hasEnded = true
    await output.end()
    return how
  })
  let supervisor: number | undefined
  let stopping: Promise<void> | undefined
  return {
    get pid() {
      supervisor ??= firstChildOf(container.pid)
      return supervisor ?? container.pid
    },
    stdin,
    stdout,
    tail: output.tail,
    ended,
    watch(died) {
      let told = false
      end.then((how) => {
        if (!told) died(how)
      })
      return {
        async telling() {
          await new Promise((resolve) => setImmediate(resolve))
          memory.look()
          told = true
        },
      }
    },
    ours: (processes) => pids?.ours(processes) ?? [],
    ourPid: (pid) => pids?.lastKnown(pid),
    stop(graceMs) {
      stopping ??= (async () => {
        let timer: NodeJS.Timeout | undefined
        const late = new Promise<void>((resolve) => {
          timer = setTimeout(resolve, graceMs)
        })
        if (!hasEnded) await Promise.race([ended, late])
        clearTimeout(timer)
        await container[Symbol.asyncDispose]()
        await ended
      })()
      return stopping
    },
    container: { pid: container.pid, cgroup, wantOfMemory: memory.look },
  }
}

/** The engine's own init starts one process, and adopts others only after that. */
function firstChildOf(init: number): number | undefined {
  const children = childrenOf(init).map(({ pid }) => ({ pid, inside: innermostPid(pid) ?? Infinity }))
  return children.sort((a, b) => a.inside - b.inside)[0]?.pid
}

function howContainerEnded(end: ContainerEnd): string {
  return end.outOfMemory ? 'was killed for want of memory' : howEnded(exitAndSignal(end))
}
