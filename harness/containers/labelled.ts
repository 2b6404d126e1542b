import { askFound } from './engineRequest.ts'
import { RUN_LABEL } from './labels.ts'

/** A container that carries our label. */
export interface Labelled {
  readonly name: string
  readonly run: string
  /** In the engine's words: `Up 3 hours`, `Created`. */
  readonly status: string
}

interface Listed {
  readonly Names: readonly string[]
  readonly Labels: Readonly<Record<string, string>>
  readonly Status: string
}

/** All containers that carry our label, whoever made them. Rejects where the engine does not answer. */
export async function labelledContainers(engine: { readonly address: string }): Promise<Labelled[]> {
  const filters = encodeURIComponent(JSON.stringify({ label: [RUN_LABEL] }))
  const listed = await askFound<Listed[]>(engine, `/containers/json?all=true&filters=${filters}`)
  return listed.map(({ Names, Labels, Status }) => ({
    name: (Names[0] ?? '').replace(/^\//, ''),
    run: Labels[RUN_LABEL] ?? '',
    status: Status,
  }))
}
