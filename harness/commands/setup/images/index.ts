import { join } from 'node:path'
import { type Engine, lookForEngine } from '../../../containers/engine.ts'
import { lookUpImage } from '../../../containers/images.ts'
import { offlineImage } from '../../../containers/offlineImages.ts'
import { cacheFolder } from '../../../lifecycle/folders.ts'
import type { Availability } from '../../../services/contract.ts'
import type { Installable, InstallCommand, InstallPlan, Machine, SetupWishes } from '../contract.ts'
import { baseCommands } from './base.ts'
import { type DockerClient, dockerClient } from './client.ts'
import { offlineCommands } from './offline.ts'
import { ownCommands } from './own.ts'
import { preparePostgres } from './postgres.ts'
import { isOwn, nginxVersion, type WantedImage, type WantedName, wantedImages } from './wanted.ts'

const MB = 1e6

/**
 * The images of the services and the one of the program itself: pulled and built, or, offline, all built from
 * the distribution's packages. What the engine has under its name, which changes with the content, stays.
 */
export function images({ offline }: SetupWishes): Installable {
  return {
    title: 'every image',
    async look() {
      const { engine, refusal } = await lookForEngine()
      if (!engine) return { ok: false, ...refusal }
      return availability(await wantedImages(engine, offline), offline)
    },
    async plan(machine) {
      const { engine, refusal } = await lookForEngine()
      if (!engine) return { byHand: refusal.hint }
      if (!machine.has('docker')) return { byHand: 'install the docker client (Debian: docker.io)' }
      const wanted = await wantedImages(engine, offline)
      const missing = missingOf(wanted)
      const docker = dockerClient(engine)
      const before = offline ? await buildOffline(machine, engine, docker, missing) : pull(docker, missing)
      if ('byHand' in before) return before
      if (!missing.some(({ name }) => isOwn(name))) return before
      return { commands: [...before.commands, ...buildOwn(docker, wanted)] }
    },
    prepare: preparePostgres,
  }
}

/** The base of an image that is built already is not missed. */
function missingOf(wanted: readonly WantedImage[]): WantedImage[] {
  const built = wanted.every(({ name, here }) => !isOwn(name) || here)
  return wanted.filter(({ name, here }) => !here && !(built && name === 'node'))
}

function availability(wanted: readonly WantedImage[], offline: boolean): Availability {
  const missing = missingOf(wanted)
  if (missing.length > 0)
    return {
      ok: false,
      reason: `not here: ${missing.map(({ reference }) => reference).join(', ')}`,
      hint: `bench setup images${offline ? ' --offline' : ''}`,
    }
  const sizes = wanted.flatMap(({ reference, here }) =>
    here ? [`${reference} (${Math.round(here.sizeBytes / MB)} MB)`] : [],
  )
  return { ok: true, reason: sizes.join(', ') }
}

const folder = () => join(cacheFolder(), 'images')

function pull(docker: DockerClient, missing: readonly WantedImage[]): { commands: InstallCommand[] } {
  const pulled = missing.filter(({ name }) => !isOwn(name))
  return { commands: pulled.map(({ reference }) => docker.command('pull', reference)) }
}

async function buildOffline(
  machine: Machine,
  engine: Engine,
  docker: DockerClient,
  missing: readonly WantedImage[],
): Promise<InstallPlan> {
  const names = missing.flatMap(({ name }) => (isOwn(name) ? [] : [name]))
  if (names.length === 0) return { commands: [] }
  const hasBase = await lookUpImage(engine, offlineImage('base'))
  const base = hasBase ? { commands: [] } : baseCommands(machine, docker, folder())
  if ('byHand' in base) return base
  const images = names.flatMap((name) => offlineCommands(name, docker, folder()))
  return { commands: [...base.commands, ...images] }
}

function buildOwn(docker: DockerClient, wanted: readonly WantedImage[]): InstallCommand[] {
  const of = (base: WantedName) => wanted.find(({ name }) => name === base)!
  const bases = { node: of('node').reference, nginx: of('nginx').reference }
  return ownCommands(docker, { ...bases, nginxVersion: nginxVersion(of('nginx')) }, folder())
}
