import { execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { findFreePort } from '../lifecycle/ports.ts'
import type { Engine } from './engine.ts'
import { clientOf } from './library.ts'

const PROGRAM = 'docker-registry'

/** Whether the program of a registry is on this machine (Debian's package `docker-registry`). */
export const registryIsHere = (() => {
  try {
    execFileSync(PROGRAM, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    console.warn('skipped: no registry on this machine (apt install docker-registry)')
    return false
  }
})()

/** A real registry on 127.0.0.1, which engines trust without TLS. Disposal ends it. */
export async function startRegistry() {
  const folder = mkdtempSync(join(tmpdir(), 'chartbench-registry-'))
  const port = await findFreePort()
  const host = `127.0.0.1:${port}`
  const configuration = join(folder, 'config.yml')
  writeFileSync(
    configuration,
    `version: 0.1\nstorage:\n  filesystem:\n    rootdirectory: ${folder}/data\nhttp:\n  addr: ${host}\n`,
  )
  const child = spawn(PROGRAM, ['serve', configuration], { stdio: 'ignore' })
  const ended = once(child, 'exit')
  const stop = async () => {
    child.kill('SIGKILL')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  while (!(await answers(`http://${host}/v2/`))) {
    if (child.exitCode !== null) throw new Error('the registry ended at once')
  }
  return { port, host, stop, [Symbol.asyncDispose]: stop }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok
  } catch {
    return false
  }
}

/** Puts an image with so many bytes that cannot be compressed into a registry, and leaves none of it here. */
export async function pushImage(engine: Engine, registry: string, bytes: number): Promise<string> {
  const client = await clientOf(engine)
  const name = `chartbench-test/${randomBytes(5).toString('hex')}`
  const folder = mkdtempSync(join(tmpdir(), 'chartbench-image-'))
  try {
    writeFileSync(join(folder, 'content'), randomBytes(bytes))
    const tar = join(folder, 'image.tar')
    execFileSync('tar', ['-cf', tar, '-C', folder, 'content'])
    await over(await client.importImage(tar, { repo: `${registry}/${name}`, tag: '1' }))
    const image = client.getImage(`${registry}/${name}:1`)
    await over(await image.push({ authconfig: {} }))
    await image.remove()
    return name
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Reads what an engine tells of something until that is over. */
async function over(stream: NodeJS.ReadableStream): Promise<void> {
  let text = ''
  for await (const chunk of stream) text += chunk
  const error = /"error":"([^"]*)"/.exec(text)?.[1]
  if (error !== undefined) throw new Error(error)
}

/** The same registry behind a link that lets through so many bytes a second. */
export async function slowLink(target: number, bytesPerSecond: number) {
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1')
    for (const socket of [near, far]) {
      sockets.add(socket)
      // Whoever gives up a pull cuts its connection.
      socket.on('error', () => {})
      socket.once('close', () => {
        near.destroy()
        far.destroy()
        sockets.delete(socket)
      })
    }
    near.pipe(far)
    far.on('data', async (chunk: Buffer) => {
      far.pause()
      near.write(chunk)
      await after((chunk.length / bytesPerSecond) * 1_000)
      far.resume()
    })
    far.once('end', () => near.end())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** How many connections go through it. */
    open: () => sockets.size / 2,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
