import { join } from 'node:path'
import { type OfflineImageName, offlineFolder, offlineImage } from '../../../containers/offlineImages.ts'
import type { InstallCommand } from '../contract.ts'
import type { DockerClient } from './client.ts'

/** Builds one of the offline images on their base. `folder` is where files can be put together. */
export function offlineCommands(
  name: Exclude<OfflineImageName, 'base'>,
  docker: DockerClient,
  folder: string,
): InstallCommand[] {
  const values = { BASE: offlineImage('base') }
  const recipe = join(offlineFolder, name)
  if (name !== 'node') return [docker.build(recipe, offlineImage(name), { arguments: values })]
  const context = join(folder, 'node')
  return [
    { words: ['rm', '-rf', context] },
    { words: ['mkdir', '-p', context] },
    { words: ['cp', join(recipe, 'Dockerfile'), context] },
    { words: ['cp', process.execPath, join(context, 'node')] },
    docker.build(context, offlineImage(name), {
      arguments: { ...values, NODE_VERSION: process.versions.node },
    }),
    { words: ['rm', '-r', context] },
  ]
}
