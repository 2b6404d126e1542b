import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ownCommands } from '../commands/setup/images/own.ts'
import { dockerFolder, programContent } from './benchImage.ts'
import { contentHash } from './contentHash.ts'
import { ships } from './ships.ts'

it('leaves out secrets, and nothing else', () => {
  const paths = ['.env', 'docker/.env', '/x/docker/.env.old', '.dockerignore', 'docker/compose.yaml', 'env']
  expect(paths.filter(ships)).toEqual(['.dockerignore', 'docker/compose.yaml', 'env'])
})

it('secrets change no name of an image, and are not copied for one', () => {
  const before = contentHash(programContent())
  const secrets = join(dockerFolder, `.env.test-${process.pid}`)
  writeFileSync(secrets, 'POSTGRES_PASSWORD=x\n', { flag: 'wx' })
  try {
    expect(contentHash(programContent())).toBe(before)
    const client = { command: () => ({ words: [] }), build: () => ({ words: [] }) }
    const bases = { node: 'node:1', nginx: 'nginx:1', nginxVersion: undefined }
    const words = ownCommands(client, bases, '/nowhere').flatMap((command) => command.words)
    expect(words).toContain(join(dockerFolder, 'Dockerfile'))
    expect(words).not.toContain(dockerFolder)
    expect(words).not.toContain(secrets)
  } finally {
    rmSync(secrets)
  }
})
