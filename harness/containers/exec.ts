import { PassThrough } from 'node:stream'
import { finished } from 'node:stream/promises'
import type Dockerode from 'dockerode'

/** What a program that was run in a container has printed, on stdout and stderr alike, and its exit code. */
export interface Executed {
  readonly code: number
  readonly output: string
}

/** Runs a program in a container that runs, as that container's user. Rejects where it cannot be run at all. */
export async function runInContainer(
  handle: Dockerode.Container,
  command: readonly string[],
): Promise<Executed> {
  const exec = await handle.exec({ Cmd: [...command], AttachStdout: true, AttachStderr: true })
  const stream = await exec.start({})
  const both = new PassThrough()
  let output = ''
  both.setEncoding('utf8')
  both.on('data', (chunk: string) => {
    output += chunk
  })
  handle.modem.demuxStream(stream, both, both)
  await finished(stream, { writable: false })
  both.end()
  await finished(both)
  const { ExitCode } = await exec.inspect()
  if (ExitCode === null) throw new Error(`${command[0]} goes on, though its output has ended`)
  return { code: ExitCode, output }
}
