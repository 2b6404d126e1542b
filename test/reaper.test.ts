import { join } from 'node:path'
import { LABEL_TESTCONTAINERS_SESSION_ID as SESSION_LABEL } from 'testcontainers'
import { describe, expect, onTestFinished, test } from 'vitest'
import { benchImage } from '../harness/containers/benchImage.ts'
import { ROLE_LABEL, RUN_LABEL } from '../harness/containers/labels.ts'
import { offlineImage } from '../harness/containers/offlineImages.ts'
import { containersWith } from '../harness/containers/testContainers.ts'
import { childrenOf } from '../harness/lifecycle/process.ts'
import { bench, startBench } from './bench.ts'
import { engineWith } from './images/docker.ts'
import { wholeEnds } from './interrupt/endRun.ts'
import { bystander, engineState, remainsInEngine } from './interrupt/engineState.ts'
import { createSurroundings, type Surroundings } from './interrupt/surroundings.ts'
import { REAPER_LABEL, reaperImage } from './reaper/reaperImage.ts'

const SLOW_MS = 180_000

/** How long a run takes to have all of its containers. */
const STANDS_MS = 60_000

/** How long the reaper may take, which waits for a second. */
const REAPED_MS = 30_000

const engine = (await engineWith(
  offlineImage('node'),
  offlineImage('postgres'),
  offlineImage('nginx'),
  benchImage(),
))!

function environment(surroundings: Surroundings, image: string) {
  return {
    ...surroundings.env('embedded'),
    TESTCONTAINERS_RYUK_DISABLED: 'false',
    RYUK_CONTAINER_IMAGE: image,
    TESTCONTAINERS_RYUK_RECONNECTION_TIMEOUT: '1s',
  }
}

/** Kills a process of this machine and all that it has started, at once, so that none ends what is its own. */
function killAll(pid: number): void {
  const children = childrenOf(pid).map((child) => child.pid)
  process.kill(pid, 'SIGKILL')
  for (const child of children) killAll(child)
}

describe.skipIf(!engine)("with the library's reaper, played by a stand-in", { timeout: SLOW_MS }, () => {
  test.each([
    { strategy: 'proxy-pool', isolate: 'none', made: ['nginx running', 'nginx running', 'postgres running'] },
    { strategy: 'single', isolate: 'docker', made: ['postgres running', 'target running'] },
  ])(
    'the containers of a killed run are gone by themselves: $strategy, isolation $isolate',
    async ({ strategy, isolate, made }) => {
      await using surroundings = await createSurroundings()
      await using image = await reaperImage(engine)
      await using other = await bystander(engine, offlineImage('node'), { 'org.example.owner': 'somebody' })
      await using foreign = await bystander(engine, offlineImage('node'), {
        'org.testcontainers': 'true',
        [SESSION_LABEL]: 'a-session-of-somebody-else',
      })
      const before = await engineState(engine)
      const running = startBench(
        [
          ...['run', strategy, '--provider', 'docker', '--isolate', isolate],
          ...[
            '--scenario',
            'burst',
            '--users',
            '2',
            '--query',
            '60s',
            '--output',
            join(surroundings.output, 'run'),
          ],
        ],
        { env: environment(surroundings, image.reference) },
      )
      onTestFinished(() => void running.process.kill())
      const reaper = async () => (await containersWith(engine, `${REAPER_LABEL}=true`))[0]
      const session = async () => {
        const id = (await reaper())?.Labels[SESSION_LABEL]
        return id === undefined ? [] : (await containersWith(engine, `${SESSION_LABEL}=${id}`)).filter(isOurs)
      }
      const standing = expect.poll(
        async () => (await session()).map(({ Labels, State }) => `${Labels[ROLE_LABEL]} ${State}`).sort(),
        { timeout: STANDS_MS },
      )
      const early = running.ended.then(({ err }) => Promise.reject(new Error(err)))
      early.catch(() => {})
      await Promise.race([standing.toEqual(made), early])
      expect((await reaper())?.Ports.map(({ IP }) => IP)).toEqual(['127.0.0.1'])
      const runs = new Set((await session()).map(({ Labels }) => Labels[RUN_LABEL]!))
      killAll(running.process.pid!)
      await running.ended
      await expect
        .poll(async () => [await reaper(), ...remainsInEngine(before, await engineState(engine), runs)], {
          timeout: REAPED_MS,
        })
        .toEqual([undefined])
      for (const one of [other, foreign]) expect(await one.runs()).toBe(true)
    },
  )

  test('one that cannot be started is told as that', async () => {
    await using surroundings = await createSurroundings()
    const { code, err } = await bench(
      ['run', 'single', '--provider', 'docker', '--output', join(surroundings.output, 'run')],
      { env: environment(surroundings, '127.0.0.1:1/nowhere/ryuk:1') },
    )
    expect(code).toBe(3)
    expect(err).toMatch(
      /did not start: the reaper that TESTCONTAINERS_RYUK_DISABLED=false asks for did not: /,
    )
  })

  test('a run ends as without it, and so does the reaper', async () => {
    await using surroundings = await createSurroundings()
    await using image = await reaperImage(engine)
    const output = join(surroundings.output, 'run')
    const { code, err } = await bench(
      ['run', 'proxy-pool', '--provider', 'docker', '--scenario', 'smoke', '--output', output],
      { env: environment(surroundings, image.reference) },
    )
    expect(wholeEnds, err).toContain(code)
    await expect
      .poll(() => containersWith(engine, `${REAPER_LABEL}=true`), { timeout: REAPED_MS })
      .toEqual([])
  })
})

function isOurs({ Labels }: { Labels: Readonly<Record<string, string>> }): boolean {
  return Labels[RUN_LABEL] !== undefined
}
