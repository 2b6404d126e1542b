import type { Trial, TrialIsolation } from '../../reports/model.ts'
import type { OtherRole } from '../../reports/roles.ts'
import type { ContainerUsage, RoleUsage } from '../measure/resources.ts'
import { cpuSetText, heapLimitMiB, type Isolation } from '../target/isolation/contract.ts'
import { memoryLimit, OutOfMemory } from '../target/isolation/outOfMemory.ts'
import type { Evidence } from './checks.ts'
import type { Measurement } from './measure.ts'
import { memoryLosses } from './memoryWords.ts'
import type { Recorder } from './recorder.ts'

interface IsolationEvidence extends Pick<Measurement, 'beginUs' | 'container' | 'wantOfMemory'> {
  readonly recorder: Pick<Recorder, 'samples'>
  readonly isolation: Isolation | undefined
}

/** What a container was given and has used; null where the target ran in none. */
export function isolationRecord({
  isolation,
  container,
  wantOfMemory,
}: IsolationEvidence): Trial['isolation'] {
  if (!isolation) return null
  return {
    ...factsOf(isolation),
    cpuMs: container ? Number(container.cpuMs.toFixed(3)) : null,
    peakBytes: container?.peakBytes ?? null,
    outOfMemoryKills: Math.max(container?.outOfMemoryKills ?? 0, wantOfMemory?.kills ?? 0),
  }
}

/** The same where nothing was measured, because of `cause`. */
export function unmeasuredIsolation(isolation: Isolation, cause: unknown): TrialIsolation {
  const outOfMemoryKills = cause instanceof OutOfMemory ? cause.kills : 0
  return { ...factsOf(isolation), cpuMs: null, peakBytes: null, outOfMemoryKills }
}

/** What the check of memory goes by; null where the target ran in no container. */
export function memoryEvidence({
  isolation,
  wantOfMemory: want,
  recorder,
  beginUs,
}: IsolationEvidence): Evidence['memory'] {
  if (!isolation) return null
  const { limits } = isolation
  const limit = limits.memoryBytes === undefined ? 'none' : memoryLimit(limits.memoryBytes)
  const { samples } = recorder
  return { limit, want: want && memoryLosses(want, limits, { samples, atUs: want.atUs - beginUs }) }
}

/**
 * CPU time of the strategy in a container, ms: that of its control group, without the supervisor, which is no part
 * of what a strategy costs anywhere. The first is exact, the second told in ticks. The engine's init is in it: it
 * sleeps until something ends.
 */
export function containedCpuMs({ cpuMs }: ContainerUsage, usage: readonly RoleUsage[]): number {
  const supervisor = usage.find(({ role }) => role === ('supervisor' satisfies OtherRole))
  return Math.max(0, cpuMs - (supervisor?.cpuMs ?? 0))
}

/** What is the same for all trials of a run. */
function factsOf({ kind, image, limits: { cpus, memoryBytes } }: Isolation) {
  return {
    kind,
    image,
    cpus: cpus ? cpuSetText(cpus) : null,
    memoryLimitBytes: memoryBytes ?? null,
    heapLimitBytes: memoryBytes === undefined ? null : heapLimitMiB(memoryBytes) * 1_048_576,
  }
}
