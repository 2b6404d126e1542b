import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { clean } from '../../lifecycle/clean.ts'
import { readLedger } from '../../lifecycle/ledgerFile.ts'
import { processesOfGroup } from '../../lifecycle/process.ts'
import { testLedger } from '../../lifecycle/testLedger.ts'
import { findNginx } from './binary.ts'
import { localNginx } from './local.ts'
import { answering } from './testConfiguration.ts'
import { killedRun } from './testRun.ts'

const here = findNginx().program !== undefined
if (!here) console.warn('skipped: no nginx on this machine (bench setup nginx installs it)')

const ledger = testLedger('nginx-local')
afterEach(() => {
  vi.unstubAllEnvs()
})

test.skipIf(!here).each(['recorded', 'unrecorded'])(
  'what a killed run has left of it, clean ends: %s',
  async (how) => {
    const left = await killedRun(ledger(), 'local', how)
    // Its master too, as where somebody tried to tidy up by hand.
    if (how === 'recorded') process.kill(left.pid, 'SIGKILL')
    expect(await (await fetch(left.url)).text()).toBe('fixture')
    const folder = readLedger(left.ledger).open.find(({ entry }) => entry.kind === 'folder')!.entry
    const { ended, failures } = await clean()
    expect(failures).toEqual([])
    expect(ended.map(({ what }) => what)).toEqual([
      `process ${left.pid} (nginx${how === 'recorded' ? '' : ', by its folder'})`,
      `folder ${'path' in folder ? folder.path : ''}`,
    ])
    expect(processesOfGroup(left.pid)).toEqual([])
    expect(existsSync(left.ledger)).toBe(false)
  },
)

describe('where nginx is looked for', () => {
  test('a program that is named must be one', async () => {
    vi.stubEnv('BENCH_NGINX', dirname(process.execPath))
    expect(await localNginx.probe()).toMatchObject({ ok: false, reason: /BENCH_NGINX is .*no program/ })
    vi.stubEnv('BENCH_NGINX', process.execPath)
    expect(await localNginx.probe()).toMatchObject({ ok: false, reason: /does not say its version/ })
    const signal = new AbortController().signal
    const start = { ledger: ledger(), signal, progress: () => {}, configure: answering('nothing'), port: 0 }
    await expect(localNginx.start(start)).rejects.toMatchObject({ code: 'NGINX_MISSING', exitCode: 3 })
  })

  test.skipIf(!here)('beside the PATH, too', () => {
    vi.stubEnv('PATH', '/nowhere')
    expect(findNginx().program?.path).toMatch(/nginx$/)
  })
})
