import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** They take minutes: begun last, they would keep one core waiting. */
const LONGEST = ['test/conformance.test.ts', 'test/docs.test.ts', 'test/page.test.ts']

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isLong = ({ moduleId }: TestSpecification) => LONGEST.some((name) => moduleId.endsWith(name))
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))]
  }
}

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', 'dist/**', 'results/**'],
    // Tests start real processes, databases and browsers; more files at a time would disturb one another.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    retry: 0,
    sequence: { sequencer: LongestFirst },
    // So that a test does the same with a container engine and without one. Those of containers name others.
    env: { BENCH_PROVIDER: 'postgres=embedded,nginx=local' },
    reporters: ['default'],
  },
})
