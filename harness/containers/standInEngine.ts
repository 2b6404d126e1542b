import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { release, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EngineInfo, EngineVersion } from './engineFacts.ts'

/** What a stand-in says of itself, where it differs from a usual Docker on this kernel. */
export interface StandIn {
  readonly version?: Partial<EngineVersion>
  readonly info?: Partial<EngineInfo>
  /** Answers instead of that. */
  readonly answer?: (request: IncomingMessage, response: ServerResponse) => void
}

/**
 * A stand-in for engines that cannot be had wherever tests run (Podman, rootless Docker, Docker Desktop, a broken
 * one): a server on a real Unix socket that answers as they do, as far as an engine is looked for. It starts no
 * container. Disposal ends it.
 */
export async function standInEngine({ version, info, answer }: StandIn = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'chartbench-engine-'))
  const socket = join(folder, 'docker.sock')
  const documents: Record<string, unknown> = {
    '/_ping': 'OK',
    '/version': { Version: '29.1.0', Components: [{ Name: 'Engine', Version: '29.1.0' }], ...version },
    '/info': {
      OperatingSystem: 'a stand-in',
      KernelVersion: release(),
      CgroupVersion: '2',
      SecurityOptions: ['name=seccomp,profile=builtin'],
      ...info,
    },
  }
  const server = createServer((request, response) => {
    if (answer) return answer(request, response)
    const document = documents[request.url ?? '']
    if (document === undefined) response.writeHead(404).end('{"message":"page not found"}')
    else response.end(JSON.stringify(document))
  })
  server.listen(socket)
  await once(server, 'listening')
  return {
    socket,
    address: `unix://${socket}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
