import { benchImage } from '../../containers/benchImage.ts'
import { type Engine, findEngine } from '../../containers/engine.ts'
import { imageMissing, imageVariables, lookUpImage } from '../../containers/images.ts'
import { BenchError, exitCodes, unknownName, wrongUse } from '../../errors.ts'
import { namedProvider } from '../../services/index.ts'
import { needsNginx } from '../../services/nginx/needed.ts'
import type { StrategyReference } from '../strategyReference.ts'
import type { Isolation, TargetLimits } from './contract.ts'
import { cpuSet, memoryAmount } from './limits.ts'

/** The options of a command line as they were typed. */
export interface IsolationFlags {
  readonly isolate: string
  readonly provider: string
  readonly targetCpus?: string
  readonly targetMemory?: string
}

export const isolationKinds = ['none', 'docker'] as const

/**
 * How these strategies are to be isolated; undefined: not at all. Throws wrong use, and rejects (exit 3) where the
 * machine lacks an engine, its network or the image. Starts nothing.
 */
export async function chooseIsolation(
  flags: IsolationFlags,
  strategies: readonly StrategyReference[],
): Promise<Isolation | undefined> {
  const kind = isolationKinds.find((one) => one === flags.isolate)
  if (!kind) throw unknownName('isolation', flags.isolate, isolationKinds)
  const limits = limitsOf(flags)
  if (kind === 'none') {
    refuseLimits(flags)
    return undefined
  }
  const program = strategies.find(({ strategy }) => !strategy)
  if (program)
    throw wrongUse(
      `--isolate docker cannot run ${program.name}: it is a program of its own, which the image does not hold`,
      'limit it where you start it, or make a strategy of it (bench init strategy)',
    )
  const proxied = strategies.find(({ strategy }) => needsNginx(strategy))
  if (proxied && namedProvider('nginx', flags.provider) === 'docker')
    throw wrongUse(
      `--isolate docker cannot run ${proxied.name} with nginx=docker: a target in a container starts the nginx of its image, under the same limits`,
      'leave nginx out of --provider, or say nginx=local',
    )
  const engine = await usableEngine(limits)
  const image = benchImage()
  const here = await lookUpImage(engine, image)
  if (!here) {
    const named = process.env[imageVariables.bench] !== undefined
    throw named
      ? imageMissing(image, `${imageVariables.bench} names it`)
      : imageMissing(image, 'targets run in the image of this very state of the program')
  }
  return {
    kind,
    engine,
    image,
    nginxVersion: here.env.NGINX_VERSION ?? here.labels['chartbench.nginx'],
    limits,
  }
}

function limitsOf({ targetCpus, targetMemory }: IsolationFlags): TargetLimits {
  return {
    cpus: targetCpus === undefined ? undefined : cpuSet('--target-cpus', targetCpus),
    memoryBytes: targetMemory === undefined ? undefined : memoryAmount('--target-memory', targetMemory),
  }
}

function refuseLimits({ targetCpus, targetMemory }: IsolationFlags): void {
  if (targetCpus === undefined && targetMemory === undefined) return
  const option = targetCpus === undefined ? '--target-memory' : '--target-cpus'
  throw wrongUse(`${option} limits targets in containers, and they run in none`, 'add --isolate docker')
}

async function usableEngine({ cpus, memoryBytes }: TargetLimits): Promise<Engine> {
  const { engine, refusal } = await findEngine()
  if (!engine) throw cannotIsolate(refusal.reason, refusal.hint)
  const named = `${engine.kind} ${engine.version}`
  if (engine.rootless)
    throw cannotIsolate(
      `${named} runs without root, and cannot hold containers to limits everywhere`,
      OTHER_ENGINE,
    )
  if (!engine.sharesKernel || engine.network !== 'host')
    throw cannotIsolate(`${named} does not put containers on this machine's own network`, OTHER_ENGINE)
  if (memoryBytes !== undefined && !engine.canLimit.memory)
    throw cannotIsolate(`${named} limits no memory here`, withoutLimit('memory', '--target-memory'))
  if (cpus !== undefined && !engine.canLimit.cpus)
    throw cannotIsolate(`${named} keeps to no CPUs here`, withoutLimit('cpuset', '--target-cpus'))
  return engine
}

const OTHER_ENGINE =
  'it takes an engine of this very machine, with rights of its own (not rootless, not a virtual machine); without --isolate docker it runs here'

function withoutLimit(controller: string, option: string): string {
  return `its system lacks the ${controller} controller of control groups (docker info warns of it); without ${option} targets run isolated, but not held to that`
}

function cannotIsolate(reason: string, hint: string): BenchError {
  return new BenchError('CANNOT_ISOLATE', `--isolate docker cannot be had: ${reason}`, {
    exitCode: exitCodes.machineLacks,
    hint,
  })
}
