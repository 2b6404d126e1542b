import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { nowUs } from '../clock.ts'
import { startProbe } from './probe.ts'

const folder = mkdtempSync(join(tmpdir(), 'chartbench-probe-'))
afterAll(() => rmSync(folder, { recursive: true }))

function lines(file: string): Record<string, unknown>[] {
  const text = readFileSync(file, 'utf8')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}

describe('the probe', () => {
  it('writes events, and counters of a loop that is blocked meanwhile', async () => {
    const file = join(folder, 'w1.ndjson')
    const probe = await startProbe(file, 'w1', () => ({ sessions: 3, sockets: 2, inUse: 1, waiting: 0 }))
    probe.event('asked', 's1', 1_234)
    const blockedAt = nowUs()
    // The loop stands still for longer than the second after which counters are due.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_300)
    const during = lines(file)
    expect(during).toContainEqual({ type: 'event', worker: 'w1', event: 'asked', session: 's1', at: 1_234 })
    const counters = during.filter((line) => line.type === 'counters')
    expect(counters).toHaveLength(1)
    expect(counters[0]).toMatchObject({ sessions: 3, sockets: 2, inUse: 1, waiting: 0 })
    expect(counters[0]!.at).toBeGreaterThan(blockedAt)
    expect(counters[0]!.loopUs).toBeGreaterThan(500_000)
    await probe.close()
  })

  it('has written everything when it is closed', async () => {
    const file = join(folder, 'w2.ndjson')
    const probe = await startProbe(file, 'w2', () => ({ sessions: 0, sockets: 0, inUse: 0, waiting: 0 }))
    for (let i = 0; i < 500; i++) probe.event('created', `s${i}`)
    await probe.close()
    expect(lines(file).filter((line) => line.type === 'event')).toHaveLength(500)
  })
})
