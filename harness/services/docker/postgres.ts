import type { RunningContainer } from '../../containers/container.ts'
import { messageOf } from '../../errors.ts'
import type { Postgres, ServiceContext } from '../contract.ts'
import { endContainer, pauseContainer, resumeContainer } from './control.ts'
import {
  type DataPlace,
  type InitialData,
  keepData,
  keptData,
  newData,
  placeOf,
  removeOldData,
} from './data.ts'
import { majorOf, type PostgresImage, requireVersion } from './image.ts'
import { type ContainerServer, startServer } from './server.ts'
import { isPortTaken } from './words.ts'

const MOST_RESTARTS = 5

/** Starts a Postgres in a container of this image, which must be here. Leaves nothing where it fails. */
export async function startPostgresContainer(
  image: PostgresImage,
  context: ServiceContext,
): Promise<Postgres> {
  requireMajor(image)
  const kept = keptData(image)
  if (kept) return handle(await startServer(image, kept, context))
  const server = await initialise(image, context)
  try {
    // It has ended where its data was kept.
    if (placeOf(image)) await startAgain(server.container)
    return handle(server)
  } catch (error) {
    await server.container[Symbol.asyncDispose]()
    throw error
  }
}

/**
 * Has what servers of this image begin with kept, so that none of them need initialise it. Rejects where one
 * cannot be started; does nothing where it is kept already, or cannot be.
 */
export async function prepareImage(image: PostgresImage, context: ServiceContext): Promise<void> {
  if (!placeOf(image) || keptData(image)) return
  requireMajor(image)
  const { container } = await initialise(image, context)
  await container[Symbol.asyncDispose]()
}

/** Starts a server on new data, and keeps that where it can be, for which it is ended. Leaves nothing where it fails. */
async function initialise(image: PostgresImage, context: ServiceContext): Promise<ContainerServer> {
  context.progress(`initialising Postgres from ${image.reference}`)
  const data = newData()
  const server = await startServer(image, data, context)
  try {
    requireVersion(image, server.version)
    const place = placeOf(image)
    if (place) {
      await endContainer(server.container, 'SIGINT')
      await keep(place, server, data, image, context)
    }
    return server
  } catch (error) {
    await server.container[Symbol.asyncDispose]()
    throw error
  }
}

/** What is not kept costs later starts some time and nothing else. */
async function keep(
  place: DataPlace,
  { container }: ContainerServer,
  data: InitialData,
  { engine }: PostgresImage,
  { ledger, progress }: ServiceContext,
): Promise<void> {
  try {
    await keepData(place, container, data, ledger)
  } catch (error) {
    progress(`every start will initialise Postgres anew: ${messageOf(error)}`)
    return
  }
  try {
    await removeOldData(engine)
  } catch (error) {
    progress(`data of images that are gone may still be kept: ${messageOf(error)}`)
  }
}

/** Before anything is started, as far as an image tells. */
function requireMajor(image: PostgresImage): void {
  const major = majorOf(image)
  if (major !== undefined) requireVersion(image, String(major))
}

/** At the same port, which somebody may have got meanwhile to connect from, but soon lets go. */
async function startAgain(container: RunningContainer): Promise<void> {
  for (let tries = MOST_RESTARTS; ; tries--) {
    try {
      return await container.startAgain()
    } catch (error) {
      if (tries <= 1 || !isPortTaken(error)) throw error
    }
  }
}

function handle({ container, url, version }: ContainerServer): Postgres {
  let disposed = false
  return {
    provider: 'docker',
    version,
    url,
    mayCreateRoles: true,
    disposable: true,
    get pid() {
      return container.pid
    },
    async restart() {
      if (disposed) throw new Error('this Postgres has been disposed of')
      await endContainer(container, 'SIGINT')
      await startAgain(container)
    },
    pause: () => pauseContainer(container),
    resume: () => resumeContainer(container),
    stopNow: () => endContainer(container, 'SIGKILL'),
    [Symbol.asyncDispose]() {
      disposed = true
      return container[Symbol.asyncDispose]()
    },
  }
}
