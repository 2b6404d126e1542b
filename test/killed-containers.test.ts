import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { chooseImage } from '../harness/containers/images.ts'
import { testEngine } from '../harness/containers/testEngine.ts'
import { derive } from '../scenarios/shapes/random.ts'
import { bench, startBench } from './bench.ts'
import { wholeEnds } from './interrupt/endRun.ts'
import { bystander, engineState, remainsInEngine } from './interrupt/engineState.ts'
import { aliveBelow } from './interrupt/processes.ts'
import { remainsOf } from './interrupt/remains.ts'
import { createSurroundings } from './interrupt/surroundings.ts'

// With more of them by hand: BENCH_KILLS=20 BENCH_KILLS_SEED=7 npx vitest run test/killed-containers.test.ts
const KILLS = Number(process.env.BENCH_KILLS ?? 3)
const SEED = Number(process.env.BENCH_KILLS_SEED ?? 11)
const RUN_TIMEOUT_MS = 60_000

/** An empty file by which processes of the library wait for each other; it is never removed. */
const LIBRARY_LOCK = /: testcontainers-node-\d+\.lock$/

const engine = await testEngine('postgres', 'nginx')

/** Shares of a run that are the same for the same seed: one in each of so many equal parts of it. */
function moments(count: number, seed: number): number[] {
  const random = derive(seed, 'kills')
  return Array.from({ length: count }, (_, i) => (i + random()) / count)
}

describe.skipIf(!engine)('a run in containers that was killed', () => {
  test(
    `leaves nothing after doctor --clean, and what is not its own alone (${KILLS} times, seed ${SEED})`,
    async () => {
      await using surroundings = await createSurroundings()
      const { reference } = await chooseImage(engine!, 'nginx')
      await using other = await bystander(engine!, reference, { 'org.example.owner': 'somebody' })
      await using foreign = await bystander(engine!, reference, {
        'org.testcontainers': 'true',
        'org.testcontainers.session-id': 'a-session-of-somebody-else',
      })
      await using sibling = await bystander(engine!, reference, { 'chartbench.run': 'a-run-of-another-user' })
      const bystanders = [other, foreign, sibling]
      const before = await engineState(engine!)
      const env = surroundings.env('embedded')
      const runs = new Set<string>()
      const found: string[] = []
      const start = (name: string) =>
        startBench(
          [
            ...['run', 'proxy-pool', '--provider', 'docker', '--scenario', 'smoke'],
            ...['--output', join(surroundings.output, name)],
          ],
          { env },
        )
      const began = performance.now()
      const whole = await start('whole').ended
      expect(wholeEnds, whole.err).toContain(whole.code)
      const wholeMs = performance.now() - began
      for (const [i, share] of moments(KILLS, SEED).entries()) {
        const atMs = Math.round(share * wholeMs)
        const running = start(`${i}`)
        await after(atMs)
        const processes = aliveBelow(surroundings.root)
        running.process.kill('SIGKILL')
        await running.ended
        for (const run of ledgersIn(surroundings.state)) runs.add(run)
        const { code, out } = await bench(['doctor', '--clean'], { env })
        expect(code, out).toBe(0)
        const left = [
          ...remainsInEngine(before, await engineState(engine!), runs),
          ...(await remainsOf(surroundings, processes)),
        ].filter((what) => !LIBRARY_LOCK.test(what))
        found.push(
          `killed after ${atMs} ms: ${out.match(/ended: container \S+/g)?.length ?? 0} containers ended`,
        )
        expect(left, `${found.at(-1)}\n${running.err()}`).toEqual([])
        expect(ledgersIn(surroundings.state)).toEqual([])
      }
      console.log(found.join('\n'))
      for (const one of bystanders) expect(await one.runs()).toBe(true)
    },
    KILLS * RUN_TIMEOUT_MS,
  )
})

/** The runs that have a ledger. */
function ledgersIn(state: string): string[] {
  return readdirSync(state, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ndjson'))
    .map((path) => basename(path, '.ndjson'))
}
