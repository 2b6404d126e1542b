import type Dockerode from 'dockerode'
import type { Engine } from './engine.ts'
import { RUN_LABEL } from './labels.ts'
import { clientOf } from './library.ts'

/** All containers that carry a label, `name=value`, as the engine lists them; for tests. */
export async function containersWith(engine: Engine, label: string): Promise<Dockerode.ContainerInfo[]> {
  return (await clientOf(engine)).listContainers({ all: true, filters: { label: [label] } })
}

/** Those of a run. */
export function containersOfRun(engine: Engine, runId: string): Promise<Dockerode.ContainerInfo[]> {
  return containersWith(engine, `${RUN_LABEL}=${runId}`)
}
