import { defineConfig } from 'vitest/config'

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
    // So that a test does the same with a container engine and without one. Those of containers name others.
    env: { BENCH_PROVIDER: 'postgres=embedded,nginx=local' },
    reporters: ['default'],
  },
})
