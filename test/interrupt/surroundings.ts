import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Disposal } from '../../harness/lifecycle/disposal.ts'
import { startTestPostgres, type TestPostgres } from '../../harness/services/testPostgres.ts'

/** Where interrupted runs live, so that what they leave is theirs beyond doubt. Disposal removes it. */
export interface Surroundings extends AsyncDisposable {
  /** Below it lies everything else; it stands in the environment of every process of a run. */
  readonly root: string
  /** What the runs take for the system's temporary folder. */
  readonly temporary: string
  readonly state: string
  readonly output: string
  /** A Postgres that outlives the runs. */
  readonly database: TestPostgres
  /** The environment of a run with one provider of Postgres or the other. */
  env(provider: Provider): Record<string, string | undefined>
}

export const providers = ['embedded', 'local'] as const
export type Provider = (typeof providers)[number]

export async function createSurroundings(): Promise<Surroundings> {
  const disposal = new Disposal()
  try {
    const root = mkdtempSync(join(tmpdir(), 'chartbench-ends-'))
    disposal.defer(() => rmSync(root, { recursive: true, force: true }))
    // Where we are root, Postgres runs as another user, who must get to its folder.
    chmodSync(root, 0o755)
    const [temporary, state, output] = ['t', 'state', 'out'].map((name) => join(root, name)) as [
      string,
      string,
      string,
    ]
    for (const folder of [temporary, state, output]) mkdirSync(folder)
    const database = disposal.use(await startTestPostgres())
    return {
      root,
      temporary,
      state,
      output,
      database,
      env: (provider) => ({
        TMPDIR: temporary,
        BENCH_STATE: state,
        SQLALCHEMY_DATABASE_URI: undefined,
        DATABASE_URL: provider === 'local' ? database.postgres.url : undefined,
      }),
      [Symbol.asyncDispose]: () => disposal[Symbol.asyncDispose](),
    }
  } catch (error) {
    return disposal.abandon(error)
  }
}
