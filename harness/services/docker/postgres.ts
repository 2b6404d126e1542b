import type { RunningContainer } from '../../containers/container.ts'
import { messageOf } from '../../errors.ts'
import type { Postgres, ServiceContext } from '../contract.ts'
import { endContainer, pauseContainer, resumeContainer } from './control.ts'
import { type DataPlace, type InitialData, keepData, keptData, newData, placeOf } from './data.ts'
import { majorOf, type PostgresImage, requireVersion } from './image.ts'
import { type ContainerServer, startServer } from './server.ts'
import { isPortTaken } from './words.ts'

const MOST_RESTARTS = 5

/** Starts a Postgres in a container of this image, which must be here. Leaves nothing where it fails. */
export async function startPostgresContainer(
  image: PostgresImage,
  context: ServiceContext,
): Promise<Postgres> {
  const major = majorOf(image)
  if (major !== undefined) requireVersion(image, String(major))
  const kept = keptData(image)
  if (kept) return handle(await startServer(image, kept, context))
  context.progress(`initialising Postgres from ${image.reference}`)
  const data = newData()
  const server = await startServer(image, data, context)
  try {
    requireVersion(image, server.version)
    const place = placeOf(image)
    if (place) await keep(place, server, data, context)
    return handle(server)
  } catch (error) {
    await server.container[Symbol.asyncDispose]()
    throw error
  }
}

/** Keeps what a server begins with, for which it must be ended for a moment. */
async function keep(
  place: DataPlace,
  { container }: ContainerServer,
  data: InitialData,
  { progress }: ServiceContext,
): Promise<void> {
  await endContainer(container, 'SIGINT')
  try {
    await keepData(place, container, data)
  } catch (error) {
    progress(`every start will initialise Postgres anew: ${messageOf(error)}`)
  }
  await startAgain(container)
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
