import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { readLedger } from '../lifecycle/ledgerFile.ts'
import { testLedger } from '../lifecycle/testLedger.ts'
import { startAttached } from './attachedContainer.ts'
import { startContainer } from './container.ts'
import { chooseImage } from './images.ts'
import { ROLE_LABEL, RUN_LABEL } from './labels.ts'
import { containersOfRun } from './testContainers.ts'
import { testEngine } from './testEngine.ts'

const SLOW_MS = 60_000

const engine = (await testEngine('nginx'))!
const ledger = testLedger('containers')

async function optionsOf(...command: string[]) {
  const { reference } = await chooseImage(engine, 'nginx')
  const signal = new AbortController().signal
  const host = { NetworkMode: 'none', CapDrop: ['ALL'] }
  return {
    engine,
    image: reference,
    role: 'test',
    ledger: ledger(),
    signal,
    entrypoint: command,
    command: [],
    host,
  }
}

const ways = { startContainer, startAttached }

describe.skipIf(!engine)('a container of ours', { timeout: SLOW_MS }, () => {
  test.each(Object.entries(ways))(
    'by %s: is known by its labels, and keeps a megabyte of log',
    async (_, start) => {
      await using container = await start(await optionsOf('sleep', '300'))
      const { Config, HostConfig } = await container.handle.inspect()
      expect(Config.Labels).toMatchObject({ [RUN_LABEL]: ledger().runId, [ROLE_LABEL]: 'test' })
      expect(Config.Healthcheck).toMatchObject({ Test: ['NONE'] })
      expect(HostConfig.LogConfig).toEqual({ Type: 'json-file', Config: { 'max-size': '1m' } })
      expect(HostConfig.SecurityOpt).toEqual(['no-new-privileges'])
      expect(container.pid).toBeGreaterThan(0)
    },
  )

  test.each(Object.entries(ways))('by %s: that cannot be started says why and is gone', async (_, start) => {
    const started = start(await optionsOf('/no/such/program'))
    await expect(started).rejects.toMatchObject({
      code: 'CONTAINER_FAILED',
      exitCode: 3,
      message: expect.stringMatching(/^the test container did not start: .*no such file/s),
    })
    expect(await containersOfRun(engine, ledger().runId)).toEqual([])
  })

  test.each(Object.entries(ways))('by %s: given up it is gone', async (_, start) => {
    const givingUp = new AbortController()
    const options = { ...(await optionsOf('sleep', '300')), signal: givingUp.signal }
    const started = start({ ...options, ready: async () => false })
    started.catch(() => {})
    await expect
      .poll(() => containersOfRun(engine, ledger().runId), { interval: 5, timeout: SLOW_MS })
      .toHaveLength(1)
    givingUp.abort(new Error('enough'))
    await expect(started).rejects.toThrow('enough')
    expect(await containersOfRun(engine, ledger().runId)).toEqual([])
    expect(readLedger(ledger().path).open).toEqual([])
  })

  test('that ends before it is ready fails with what it has printed', async () => {
    const options = await optionsOf('sh', '-c', 'echo "no luck"; exit 7')
    await expect(startContainer({ ...options, ready: async () => false })).rejects.toMatchObject({
      message: 'the test container did not start: it ended with code 7',
      output: 'no luck',
    })
    expect(await containersOfRun(engine, ledger().runId)).toEqual([])
  })

  test('that may end at once has started all the same, and tells how it ended', async () => {
    await using container = await startContainer(await optionsOf('sh', '-c', 'echo done; exit 7'))
    expect(await container.ended).toMatchObject({ code: 7 })
    await expect.poll(() => container.tail()).toBe('done')
  })

  test('attached, it is spoken with, and ends with its input', async () => {
    await using container = await startAttached(await optionsOf('sh', '-c', 'cat; echo over >&2'))
    const said = [text(container.stdout), text(container.stderr)]
    container.stdin.end('hello\n')
    expect(await Promise.all(said)).toEqual(['hello\n', 'over\n'])
    expect(await container.ended).toMatchObject({ code: 0 })
  })
})
