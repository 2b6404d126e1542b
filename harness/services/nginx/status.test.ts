import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { LOOPBACK } from '../../lifecycle/ports.ts'
import { configurationRefused } from './configuration.ts'
import { localNginx } from './local.ts'
import { askStatus, newStatusName } from './status.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

test('what anybody else answers is no status, and need not come to an end', async () => {
  const server = createServer((_, response) => void response.writeHead(200).write('Hello'))
  await new Promise<void>((resolve) => server.listen(0, LOOPBACK, resolve))
  const door = { host: LOOPBACK, port: (server.address() as AddressInfo).port, status: 'status-0' }
  expect(await askStatus(door)).toBeUndefined()
  server.closeAllConnections()
  server.close()
  expect(await askStatus(door)).toBeUndefined()
})

test('the name of a status page fits the smallest bucket of nginx, and is another each time', () => {
  const names = Array.from({ length: 1_000 }, newStatusName)
  expect(names.filter((name) => !/^[0-9a-z]{1,14}$/.test(name))).toEqual([])
  expect(new Set(names).size).toBe(names.length)
})

test('an nginx that cannot tell its status is refused in plain words, with the way out', async () => {
  const output = '2026/01/01 00:00:00 [emerg] 7#7: unknown directive "stub_status" in /tmp/x/nginx.conf:9\n'
  expect(configurationRefused(output)).toMatchObject({
    code: 'NGINX_CONFIGURATION',
    exitCode: 3,
    message: 'this nginx is built without its status page',
    hint: /--with-http_stub_status_module.*BENCH_NGINX_IMAGE/,
    output,
  })
  // None is packaged like that, so a stand-in says what one would.
  const folder = mkdtempSync(join(tmpdir(), 'nginx-without-status-'))
  try {
    const standIn = join(folder, 'nginx')
    writeFileSync(
      standIn,
      '#!/bin/sh\necho "nginx version: nginx/1.28.0\nconfigure arguments: --with-pcre" >&2\n',
    )
    chmodSync(standIn, 0o755)
    vi.stubEnv('BENCH_NGINX', standIn)
    expect(await localNginx.probe()).toMatchObject({
      ok: false,
      reason: `${standIn} is built without its status page`,
      hint: /stub_status/,
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
})
