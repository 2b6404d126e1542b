import { randomBytes } from 'node:crypto'
import type Dockerode from 'dockerode'
import { BenchError, exitCodes, messageOf } from '../errors.ts'
import type { Ledger } from '../lifecycle/ledger.ts'
import type { Engine } from './engine.ts'
import { ROLE_LABEL, RUN_LABEL } from './labels.ts'
import { clientOf, loadTestcontainers } from './library.ts'
import { followOutput, type Output } from './output.ts'

const LOOK_AGAIN_MS = 20
const DEFAULT_READY_MS = 30_000

/** A folder of this machine that a container sees at `target`. */
export interface Mount {
  readonly source: string
  readonly target: string
  readonly readOnly?: boolean
}

export interface ContainerOptions {
  readonly engine: Engine
  /** It must be here: nothing is pulled. */
  readonly image: string
  /** What it is to us; part of its name. */
  readonly role: string
  readonly ledger: Ledger
  /** Aborting ends a start that is under way. */
  readonly signal: AbortSignal
  readonly entrypoint?: readonly string[]
  readonly command?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly user?: { readonly uid: number; readonly gid: number }
  readonly mounts?: readonly Mount[]
  /** Folders in memory, with the options of their mount. */
  readonly tmpfs?: Readonly<Record<string, string>>
  /** Ports that are published under the same number on 127.0.0.1, where the network is `ports`. */
  readonly ports?: readonly number[]
  /** Whatever else the engine is to be told. */
  readonly host?: Dockerode.HostConfig
  /** Takes what it prints, on stdout and stderr alike, as it comes. */
  readonly onOutput?: (text: string) => void
  /** Asked every 20 ms until it says true. Rejecting ends the start. */
  readonly ready: () => Promise<boolean>
  readonly readyMs?: number
}

/** How the main process of a container ended. */
export interface ContainerEnd {
  readonly code: number
  /** Whether the engine says that the kernel killed it for want of memory. */
  readonly outOfMemory: boolean
}

/** A container of ours that runs. Disposal removes it, with its volumes. */
export interface RunningContainer extends AsyncDisposable {
  readonly id: string
  readonly name: string
  /** For whatever else is asked of it. */
  readonly handle: Dockerode.Container
  /** Of its main process on this machine; undefined where it lives in a virtual machine. */
  readonly pid: number | undefined
  /** The last 50 lines that it has printed. */
  tail(): string
  /** Resolves when its main process has ended, for whatever reason. */
  readonly ended: Promise<ContainerEnd>
}

/**
 * Starts a container and resolves once it is ready. It stands in the ledger under its name before it exists.
 * Where it fails nothing is left of it; rejects with CONTAINER_FAILED, which carries its last lines.
 */
export async function startContainer(options: ContainerOptions): Promise<RunningContainer> {
  const { engine, role, ledger, signal } = options
  signal.throwIfAborted()
  const name = `chartbench-${role}-${randomBytes(5).toString('hex')}`
  const claim = ledger.intend({ kind: 'container', engine: engine.address, name })
  const [client] = await Promise.all([clientOf(engine), loadTestcontainers(engine)])
  const { LabelledContainer } = await import('./labelledContainer.ts')
  const handle = client.getContainer(name)
  let output: Output | undefined
  const remove = async () => {
    await removeContainer(handle)
    output?.close()
    claim.gone()
  }
  try {
    const ended = Promise.withResolvers<ContainerEnd>()
    // Whoever waits for it gets the rejection too.
    ended.promise.catch(() => {})
    const container = new LabelledContainer(options, name, { [RUN_LABEL]: ledger.runId, [ROLE_LABEL]: role })
    container.onCreated = async () => {
      claim.made()
      output = await followOutput(client, handle, options.onOutput)
      handle
        .wait({ condition: 'next-exit' })
        .then(
          async ({ StatusCode }: { StatusCode: number }) =>
            ended.resolve({ code: StatusCode, outOfMemory: await ranOutOfMemory(handle) }),
          ended.reject,
        )
    }
    container.onStarted = () => becomesReady(options, ended.promise)
    await container.start()
    const { State } = await handle.inspect()
    return {
      id: (await handle.inspect()).Id,
      name,
      handle,
      pid: engine.sharesKernel && State.Pid > 0 ? State.Pid : undefined,
      tail: () => output?.tail() ?? '',
      ended: ended.promise,
      [Symbol.asyncDispose]: remove,
    }
  } catch (error) {
    await remove()
    signal.throwIfAborted()
    throw new BenchError('CONTAINER_FAILED', `the ${role} container did not start: ${messageOf(error)}`, {
      exitCode: exitCodes.machineLacks,
      hint: `its image is ${options.image}; docker run it by hand to see more`,
      output: output?.tail() ?? '',
      cause: error,
    })
  }
}

async function becomesReady(
  { ready, readyMs = DEFAULT_READY_MS, signal }: ContainerOptions,
  ended: Promise<ContainerEnd>,
): Promise<void> {
  let end: ContainerEnd | undefined
  ended.then(
    (known) => {
      end = known
    },
    () => {},
  )
  const deadline = performance.now() + readyMs
  while (!(await ready())) {
    signal.throwIfAborted()
    if (end) throw new Error(`it ended with code ${end.code}`)
    if (performance.now() > deadline) throw new Error(`it was not ready within ${readyMs / 1_000} s`)
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
  }
}

async function ranOutOfMemory(handle: Dockerode.Container): Promise<boolean> {
  try {
    return (await handle.inspect()).State.OOMKilled
  } catch {
    // Removed meanwhile: then it was we who ended it.
    return false
  }
}

/** Ends a container at once and removes it with its volumes; resolves when it is gone. Idempotent. */
export async function removeContainer(handle: Dockerode.Container): Promise<void> {
  try {
    await handle.remove({ force: true, v: true })
  } catch (error) {
    const { statusCode } = error as { statusCode?: number }
    if (statusCode === 404) return
    // Somebody else removes it: it is gone when that is done.
    if (statusCode !== 409) throw error
    await handle.wait({ condition: 'removed' }).catch((late: { statusCode?: number }) => {
      if (late.statusCode !== 404) throw late
    })
  }
}
