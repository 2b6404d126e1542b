import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseReport } from '../../reports/json.ts'
import { type BenchEnd, bench, startBench } from '../bench.ts'
import { type Alive, aliveBelow } from './processes.ts'
import { remainsOf } from './remains.ts'
import type { Provider, Surroundings } from './surroundings.ts'

/** How a run is made to end. `kill` is SIGKILL, and `bench doctor --clean` after it. */
export const manners = ['interrupt', 'kill', 'interrupt twice'] as const
export type Manner = (typeof manners)[number]

/** An interrupted run must have ended everything by then. */
export const MOST_MS = 5_000

/** What came of it. */
export interface Outcome {
  /** How the program ended: an exit code or a signal. */
  readonly how: string
  /** From the signal to the end of the program. */
  readonly tookMs: number
  /** How much of the run was alive at the signal. */
  readonly alive: number
  /** Everything that is not as it must be. */
  readonly wrong: readonly string[]
}

/** Of a run that was played to its end: a busy machine may miss an objective, or be too busy to measure. */
export const wholeEnds: readonly (number | null)[] = [0, 5, 7]

/** Which run is to end, how and when. */
export interface Ending {
  /** Names its folder. */
  readonly name: string
  readonly strategies: readonly string[]
  readonly manner: Manner
  readonly provider: Provider
  readonly afterMs: number
}

const NOTHING: Alive = { processes: [], inodes: new Set() }

/** Plays a smoke run to its end; returns how long it took. Throws where it fails or leaves anything. */
export async function wholeRun(
  surroundings: Surroundings,
  strategies: readonly string[],
  provider: Provider,
): Promise<number> {
  const began = performance.now()
  const end = await bench(smoke(surroundings, `whole-${provider}`, strategies, provider), {
    env: surroundings.env(provider),
  })
  const wrong = await remainsOf(surroundings, NOTHING)
  if (!wholeEnds.includes(end.code) || wrong.length > 0)
    throw new Error(`a run that nobody ended: exit ${end.code}\n${end.err}\n${wrong.join('\n')}`)
  return performance.now() - began
}

/** Starts a smoke run, ends it after `afterMs`, and looks at what is left. */
export async function endRun(
  surroundings: Surroundings,
  { name, strategies, manner, provider, afterMs }: Ending,
): Promise<Outcome> {
  const env = surroundings.env(provider)
  const running = startBench(smoke(surroundings, name, strategies, provider), { env })
  await Promise.race([running.ended, new Promise((resolve) => setTimeout(resolve, afterMs))])
  const before = aliveBelow(surroundings.root)
  const began = performance.now()
  running.process.kill(manner === 'kill' ? 'SIGKILL' : 'SIGINT')
  if (manner === 'interrupt twice') await secondSignal(running.process, () => running.err())
  const end = await running.ended
  const tookMs = performance.now() - began
  const wrong: string[] = []
  if (manner === 'interrupt') wrong.push(...wrongEnd(end, join(surroundings.output, name), tookMs))
  else wrong.push(...(await wrongCleaning(env)))
  wrong.push(...(await remainsOf(surroundings, before)))
  return { how: end.signal ?? `exit ${end.code}`, tookMs, alive: before.processes.length, wrong }
}

function smoke(
  { output }: Surroundings,
  name: string,
  strategies: readonly string[],
  provider: Provider,
): string[] {
  const folder = join(output, name)
  return [
    'run',
    ...strategies,
    ...['--provider', `postgres=${provider},nginx=local`],
    ...['--scenario', 'smoke', '--report', 'terminal', '--output', folder],
  ]
}

/** Sent when the first has been noticed, since a process may take two pending ones for one. */
async function secondSignal(child: import('node:child_process').ChildProcess, said: () => string) {
  while (child.exitCode === null && child.signalCode === null && !said().includes('stopping;'))
    await Promise.race([once(child, 'exit'), once(child.stderr!, 'data')])
  child.kill('SIGINT')
}

/** What an orderly end must give: in time, exit code 130, and what was recorded kept and shown. */
function wrongEnd(end: BenchEnd, folder: string, tookMs: number): string[] {
  const wrong: string[] = []
  if (tookMs > MOST_MS) wrong.push(`it took ${(tookMs / 1_000).toFixed(1)} s to end`)
  // Before the program could listen to signals, or after it had done its work.
  if (end.signal === 'SIGINT') return wrong
  if (wholeEnds.includes(end.code)) return wrong
  if (end.code !== 130) wrong.push(`exit ${end.code}: ${end.err.trim().split('\n').slice(-3).join(' / ')}`)
  if (end.err.includes('stopped before anything was recorded')) {
    if (existsSync(folder)) wrong.push('nothing was recorded, but there is a folder')
    return wrong
  }
  const { run } = parseReport(readFileSync(join(folder, 'report.json'), 'utf8'), folder)
  if (!run.interrupted) wrong.push('report.json does not say that it was interrupted')
  if (!end.out.includes(run.id)) wrong.push('the terminal shows no report')
  return wrong
}

async function wrongCleaning(env: Record<string, string | undefined>): Promise<string[]> {
  const { code, out, err } = await bench(['doctor', '--clean'], { env })
  return code === 0 ? [] : [`doctor --clean: exit ${code}: ${out.trim().split('\n').at(-1)} ${err}`]
}
