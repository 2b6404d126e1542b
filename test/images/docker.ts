import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { thisMachine } from '../../harness/commands/setup/machine.ts'
import { type Engine, findEngine } from '../../harness/containers/engine.ts'
import { lookUpImage } from '../../harness/containers/images.ts'

const run = promisify(execFile)

/** What `docker` with these arguments prints, stdout and stderr; rejects where its exit code is not 0. */
export async function docker(...parameters: string[]): Promise<string> {
  const { stdout, stderr } = await run('docker', parameters)
  return stdout + stderr
}

/** The engine, where there is also a client and these images are here; else undefined, the reason printed. */
export async function engineWith(...references: string[]): Promise<Engine | undefined> {
  const { engine, refusal } = await findEngine()
  if (!engine) return skip(refusal.reason)
  if (!thisMachine.has('docker')) return skip('no docker client on this machine')
  for (const reference of references) {
    if (!(await lookUpImage(engine, reference)))
      return skip(`the image ${reference} is not here (bench setup images --offline)`)
  }
  return engine
}

function skip(reason: string): undefined {
  console.warn(`skipped: ${reason}`)
  return undefined
}

/** A container that runs until it is disposed, with its volumes. */
export interface RunningContainer extends AsyncDisposable {
  readonly name: string
  /** Runs a command in it. */
  exec(...words: string[]): Promise<string>
}

const made = new Set<string>()

/** By which containers of these tests are found. */
export const labelled = ['--label', 'chartbench.test=images'] as const

/** `docker run --detach` with these arguments, the image among them. */
export async function start(...parameters: string[]): Promise<RunningContainer> {
  const name = `chartbench-images-test-${randomBytes(4).toString('hex')}`
  // Before it exists: what cannot be started is there all the same.
  made.add(name)
  await docker('run', '--detach', '--name', name, ...labelled, ...parameters)
  return {
    name,
    exec: (...words) => docker('exec', name, ...words),
    [Symbol.asyncDispose]: () => remove(name),
  }
}

async function remove(name: string): Promise<void> {
  await docker('rm', '--force', '--volumes', name)
  made.delete(name)
}

/** To be called after all tests: those that timed out dispose of nothing. */
export async function removeContainers(): Promise<void> {
  for (const name of made) await remove(name)
}
