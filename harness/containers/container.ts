import { randomBytes } from 'node:crypto'
import type Dockerode from 'dockerode'
import { BenchError, exitCodes, messageOf } from '../errors.ts'
import { unlessAborted } from '../lifecycle/unlessAborted.ts'
import type { ContainerOptions } from './containerOptions.ts'
import { type ContainerEnd, endOf, isUnknown, waitFor } from './ending.ts'
import type { Engine } from './engine.ts'
import { ROLE_LABEL, RUN_LABEL } from './labels.ts'
import { clientOf, loadTestcontainers } from './library.ts'
import { keepOutput } from './output.ts'

export type { ContainerOptions, Mount } from './containerOptions.ts'

const LOOK_AGAIN_MS = 20
const DEFAULT_READY_MS = 30_000

/** A container of ours that runs, or did. Disposal removes it, with its volumes. */
export interface RunningContainer extends AsyncDisposable {
  readonly id: string
  readonly name: string
  /** For whatever else is asked of it. */
  readonly handle: Dockerode.Container
  /** Of its present main process on this machine; undefined where it lives in a virtual machine. */
  readonly pid: number | undefined
  /** The last 50 lines that it has printed. */
  tail(): string
  /**
   * Resolves when the main process that was started last has ended, for whatever reason, at the latest soon after
   * its removal; rejects where the engine goes away first.
   */
  readonly ended: Promise<ContainerEnd>
  /**
   * Starts it again after it has ended, with the same files, ports and `ready`; rejects as `startContainer`
   * does, but leaves the container. One call at a time.
   */
  startAgain(): Promise<void>
}

/** Begins to load what `startContainer` needs, which takes half a second. */
export async function loadStarter(engine: Engine) {
  const [client] = await Promise.all([clientOf(engine), loadTestcontainers(engine)])
  return { client, ...(await import('./labelledContainer.ts')) }
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
  const removed = Promise.withResolvers<void>()
  const { client, labelled, LabelledContainer } = await loadStarter(engine).catch((error: unknown) => {
    claim.gone()
    throw containerFailed(options, error, '')
  })
  const handle = client.getContainer(name)
  const output = keepOutput(client, handle, options.onOutput)
  const remove = async () => {
    await removeContainer(handle)
    removed.resolve()
    output.close()
    claim.gone()
  }
  let ended: Promise<ContainerEnd>
  let pid: number | undefined
  const failure = (error: unknown) => containerFailed(options, error, output.tail())
  try {
    const Container = options.base ? labelled(await options.base()) : LabelledContainer
    const labels = { [RUN_LABEL]: ledger.runId, [ROLE_LABEL]: role }
    const created = Promise.withResolvers<void>()
    const container = new Container(options, name, labels, {
      async created() {
        claim.made()
        signal.throwIfAborted()
        await output.follow()
        ended = endOf(handle, removed.promise)
        created.resolve()
      },
      started: () => becomesReady(options, ended),
    })
    const start = container.start()
    // Where it ends soon, the library may wait for its ports for ten seconds all the same; nor does it know of
    // our signal. What does not exist yet cannot be removed, though.
    const broken = created.promise.then(() =>
      unlessAborted(signal, Promise.race([start, ended.then(endedEarly)])),
    )
    await Promise.race([start, broken])
    const { Id, State } = await handle.inspect()
    pid = State.Pid
    return {
      id: Id,
      name,
      handle,
      get pid() {
        return engine.sharesKernel && pid ? pid : undefined
      },
      tail: () => output.tail(),
      get ended() {
        return ended
      },
      async startAgain() {
        try {
          await output.follow()
          ended = endOf(handle, removed.promise)
          await handle.start()
          await becomesReady(options, ended)
          pid = (await handle.inspect()).State.Pid
        } catch (error) {
          signal.throwIfAborted()
          throw failure(error)
        }
      },
      [Symbol.asyncDispose]: remove,
    }
  } catch (error) {
    const left = await failureOf(remove)
    signal.throwIfAborted()
    throw failure(withRemains(error, left))
  }
}

/** What an attempt to remove has failed of, which must not hide why it was made. */
export async function failureOf(remove: () => Promise<void>): Promise<unknown> {
  try {
    await remove()
    return undefined
  } catch (error) {
    return error
  }
}

/** The same error, with what could not be removed after it. */
export function withRemains(error: unknown, left: unknown): unknown {
  if (left === undefined) return error
  return new Error(`${messageOf(error)} (nor could it be removed: ${messageOf(left)})`, { cause: error })
}

function containerFailed({ role, image }: ContainerOptions, error: unknown, output: string): BenchError {
  return new BenchError('CONTAINER_FAILED', `the ${role} container did not start: ${messageOf(error)}`, {
    exitCode: exitCodes.machineLacks,
    hint: `its image is ${image}; docker run it by hand to see more`,
    output,
    cause: error,
  })
}

function endedEarly({ code }: ContainerEnd): never {
  throw new Error(`it ended with code ${code}`)
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
    if (end) endedEarly(end)
    if (performance.now() > deadline) throw new Error(`it was not ready within ${readyMs / 1_000} s`)
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
  }
}

/** Ends a container at once and removes it with its volumes; resolves when it is gone. Idempotent. */
export async function removeContainer(handle: Dockerode.Container): Promise<void> {
  try {
    await handle.remove({ force: true, v: true })
  } catch (error) {
    if (isUnknown(error)) return
    // Somebody else removes it: it is gone when that is done.
    if ((error as { statusCode?: number }).statusCode !== 409) throw error
    await waitFor(handle, 'removed').catch((late: unknown) => {
      if (!isUnknown(late)) throw late
    })
  }
}
