import { afterAll, describe, expect, test } from 'vitest'
import { benchImage } from '../../harness/containers/benchImage.ts'
import { offlineImage } from '../../harness/containers/offlineImages.ts'
import { docker, engineWith, labelled, removeContainers, start } from './docker.ts'

const bare = ['--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges', '--tmpfs', '/tmp']
afterAll(removeContainers)

const nginx = offlineImage('nginx')
const node = offlineImage('node')

describe.skipIf(!(await engineWith(nginx, node)))('images from packages', () => {
  test('nginx serves as any user, with a root file system that is read only', async () => {
    await using container = await start(...bare, '--user', '4242:4242', '--publish', '127.0.0.1::80', nginx)
    const address = (await docker('port', container.name, '80')).trim()
    expect(await (await fetch(`http://${address}/`)).text()).toContain('nginx runs')
    const said = await container.exec('sh', '-c', 'nginx -v; echo "nginx/$NGINX_VERSION"')
    const versions = said.match(/nginx\/[\d.]+/g)
    expect(new Set(versions)).toHaveProperty('size', 1)
    expect(versions).toHaveLength(2)
    expect(await docker('inspect', '--format', '{{.Config.StopSignal}}', container.name)).toBe('SIGQUIT\n')
    await docker('stop', container.name)
    expect(await docker('inspect', '--format', '{{.State.ExitCode}}', container.name)).toBe('0\n')
  })

  test('node is the Node that we run under', async () => {
    const said = await docker('run', '--rm', ...labelled, ...bare, node, 'node', '-p', 'process.version')
    expect(said.trim()).toBe(process.version)
  })
})

const own = benchImage()

describe.skipIf(!(await engineWith(own)))('the image of bench itself', () => {
  test.each(['10001', '4321:4321'])('as user %s it answers and lists', async (user) => {
    const run = (...words: string[]) =>
      docker('run', '--rm', ...labelled, ...bare, '--user', user, own, ...words)
    expect(await run('--version')).toMatch(/^\d+\.\d+\.\d+\n$/)
    const { strategies } = JSON.parse(await run('list', 'strategies', '--json')) as {
      strategies: { name: string; availability: { ok: boolean } }[]
    }
    expect(strategies.filter(({ availability }) => !availability.ok)).toEqual([])
  })

  test('runs a scenario with its own Postgres and nginx, without rights, and nothing to write to but two folders', async () => {
    const folders = ['--tmpfs', '/results:uid=10001']
    const said = await docker(
      'run',
      '--rm',
      ...labelled,
      ...bare,
      ...folders,
      own,
      'run',
      'proxy-pool',
      '--scenario',
      'smoke',
    )
    expect(said).toMatch(/1 of 1 trial valid/)
  }, 120_000)

  test('holds no package that only development needs', async () => {
    const listed = await docker(
      'run',
      '--rm',
      ...labelled,
      '--entrypoint',
      'ls',
      own,
      '/opt/chartbench/node_modules',
    )
    expect(listed).toMatch(/^express$/m)
    expect(listed).not.toMatch(/^(vitest|typescript|playwright-core|node)$/m)
  })
})
