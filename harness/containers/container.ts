import type Dockerode from 'dockerode'
import { BenchError, exitCodes, messageOf } from '../errors.ts'
import { unlessAborted } from '../lifecycle/unlessAborted.ts'
import { claimContainer } from './claimedContainer.ts'
import type { ContainerOptions } from './containerOptions.ts'
import type { ContainerEnd } from './ending.ts'
import type { Engine } from './engine.ts'
import { clientOf, loadTestcontainers } from './library.ts'
import { keepOutput } from './output.ts'
import { becomesReady, endedEarly } from './ready.ts'
import { removeFailed } from './removal.ts'

export type { ContainerOptions, Mount } from './containerOptions.ts'

/** A container of ours that runs, or did. Disposal removes it, with its volumes. */
export interface RunningContainer extends AsyncDisposable {
  readonly id: string
  readonly name: string
  /** For whatever else is asked of it. */
  readonly handle: Dockerode.Container
  /**
   * Of its present main process on this machine; undefined where it lives in a virtual machine, or had ended
   * before it could be looked at.
   */
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
 * Where it fails nothing is left of it; rejects with CONTAINER_FAILED, which carries its last lines, and with the
 * reason of `signal` where that is aborted.
 */
export async function startContainer(options: ContainerOptions): Promise<RunningContainer> {
  const { engine, base, ready, signal, attach = keepOutput(options.onOutput) } = options
  signal.throwIfAborted()
  const { client, labelled, LabelledContainer } = await loadStarter(engine).catch((error: unknown) => {
    throw containerFailed(options, error)
  })
  signal.throwIfAborted()
  const claimed = claimContainer(client, options)
  const { name, handle } = claimed
  const output = attach(handle)
  let ended: Promise<ContainerEnd>
  let pid: number | undefined
  const isAboutToStart = async () => {
    await output.follow()
    ended = claimed.nextEnd()
  }
  const remove = async () => {
    await claimed.remove()
    output.close()
  }
  try {
    const Container = base ? labelled(await base()) : LabelledContainer
    const created = Promise.withResolvers<void>()
    const start = new Container(options, claimed, {
      async created() {
        claimed.made()
        signal.throwIfAborted()
        await isAboutToStart()
        created.resolve()
      },
      started: () => becomesReady(options, ended),
    }).start()
    // Where it ends soon, the library may wait for its ports for ten seconds all the same; nor does it know of
    // our signal. What does not exist yet cannot be removed, though.
    const begun = created.promise.then(() =>
      unlessAborted(signal, ready ? Promise.race([start, ended.then(endedEarly)]) : start),
    )
    await Promise.race([start, begun])
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
          await isAboutToStart()
          await handle.start()
          await becomesReady(options, ended)
          pid = (await handle.inspect()).State.Pid
        } catch (error) {
          signal.throwIfAborted()
          throw containerFailed(options, error, output.tail())
        }
      },
      [Symbol.asyncDispose]: remove,
    }
  } catch (error) {
    const whole = await removeFailed(error, remove)
    signal.throwIfAborted()
    throw containerFailed(options, whole, output.tail())
  }
}

function containerFailed({ role, image }: ContainerOptions, error: unknown, output?: string): BenchError {
  return new BenchError('CONTAINER_FAILED', `the ${role} container did not start: ${messageOf(error)}`, {
    exitCode: exitCodes.machineLacks,
    hint: `its image is ${image}; docker run it by hand to see more`,
    ...(output !== undefined && { output }),
    cause: error,
  })
}
