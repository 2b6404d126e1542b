import { afterEach, expect, test, vi } from 'vitest'
import type { Strategy } from '../../strategies/contract.ts'
import { strategyNames } from '../../strategies/index.ts'
import { chooseNginx } from '../services/nginx/needed.ts'
import type { StrategyReference } from '../target/strategyReference.ts'
import { leaveOutUnable, resolveStrategies } from './ableStrategies.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

/** One strategy that needs no nginx, and the same under another name as if it did. */
async function two(): Promise<[StrategyReference, StrategyReference]> {
  const [plain] = await resolveStrategies(['single'])
  const strategy: Strategy = { ...plain!.strategy!, name: 'proxied', needs: ['nginx'] }
  return [plain!, { ...plain!, name: 'proxied', strategy }]
}

test('all is every strategy that ships, and each counts once', async () => {
  const names = (await resolveStrategies(['cluster', 'all'])).map(({ name }) => name)
  expect(names).toEqual(['cluster', ...strategyNames.filter((name) => name !== 'cluster')])
})

test('without nginx, all goes on without what needs it, and says in one line what helps', async () => {
  vi.stubEnv('BENCH_NGINX', '/nowhere/nginx')
  const [plain, proxied] = await two()
  expect(await leaveOutUnable([plain, proxied], ['all'], 'nginx=local')).toEqual({
    strategies: [plain],
    skipped: [
      {
        name: 'proxied',
        reason: 'BENCH_NGINX is /nowhere/nginx, which is no program; correct it, or unset it',
      },
    ],
  })
  expect(await leaveOutUnable([plain], ['all'], 'nginx=local')).toEqual({ strategies: [plain], skipped: [] })
})

test('without nginx, what needs it cannot be asked for by name', async () => {
  vi.stubEnv('BENCH_NGINX', '/nowhere/nginx')
  const both = await two()
  await expect(leaveOutUnable(both, ['single'], 'nginx=local')).rejects.toMatchObject({
    exitCode: 3,
    hint: 'correct it, or unset it',
  })
})

test('a provider that there is not is wrong use, and no reason to leave out anything', async () => {
  await expect(leaveOutUnable(await two(), ['all'], 'nginx=cloud')).rejects.toMatchObject({ exitCode: 2 })
})

test('nginx is chosen where a strategy needs it', async () => {
  const [plain, proxied] = await two()
  expect(await chooseNginx([plain], 'nginx=local')).toBeUndefined()
  vi.stubEnv('BENCH_NGINX', '/nowhere/nginx')
  await expect(chooseNginx([plain, proxied], 'nginx=local')).rejects.toMatchObject({ code: 'NO_PROVIDER' })
})
