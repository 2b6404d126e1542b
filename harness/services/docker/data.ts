import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  createWriteStream,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { ContainerOptions, RunningContainer } from '../../containers/container.ts'
import type { Engine } from '../../containers/engine.ts'
import { askFound } from '../../containers/engineRequest.ts'
import { cacheFolder, privateFolder } from '../../lifecycle/folders.ts'
import type { Ledger } from '../../lifecycle/ledger.ts'
import { createTemporaryFolder } from '../../lifecycle/temporaryFolder.ts'
import { initialisation } from '../postgres/settings.ts'
import type { PostgresImage } from './image.ts'

/** To be raised when data is initialised with other options. */
const TEMPLATE_VERSION = 1

const TAR = 'data.tar'
const PASSWORD = 'password'

/** What a server begins with. */
export interface InitialData {
  /** Of the superuser. */
  readonly password: string
  /** Where its data is kept on this machine; absent where its image is to initialise it. */
  readonly tar?: string
}

/** Data that an image has still to initialise. */
export function newData(): InitialData {
  return { password: randomBytes(18).toString('base64url') }
}

/**
 * What the entrypoint of an official image, or of one like it, is to be told. Left to itself it lets in whoever
 * comes from 127.0.0.1 without a password, which on the machine's own network is everybody here.
 */
export function initialising({ password }: InitialData): Record<string, string> {
  const options = [...initialisation, '--auth-local=trust', '--auth-host=scram-sha-256']
  return { POSTGRES_PASSWORD: password, POSTGRES_INITDB_ARGS: options.join(' ') }
}

/**
 * The data that a server of this image was initialised with once, and its password; undefined where that is not
 * kept. To initialise it takes more than a second, to unpack it a fifth of one.
 */
export function keptData(image: PostgresImage): InitialData | undefined {
  const place = placeOf(image)
  if (!place || !existsSync(place.template)) return undefined
  const password = readFileSync(join(place.template, PASSWORD), 'utf8')
  return { password, tar: join(place.template, TAR) }
}

/** Where a container sees the kept data. */
const TAR_INSIDE = '/chartbench-data.tar'

/**
 * Unpacks it where there is no data yet, and hands over to what the image would have begun with, which then finds
 * nothing to initialise. What cannot be unpacked is initialised after all, with the same password.
 */
const UNPACK = `
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  mkdir -p "$PGDATA"
  tar -xf ${TAR_INSIDE} -C "$PGDATA" || find "$PGDATA" -mindepth 1 -delete
fi
exec "$@"`

/**
 * How a container is made to run `command` on this data. It is unpacked inside: the engine's own way of copying
 * into a container takes five times the CPU, which is a second.
 */
export function runningOn(
  { tar }: InitialData,
  { facts }: PostgresImage,
  command: readonly string[],
): Pick<ContainerOptions, 'entrypoint' | 'command' | 'mounts'> {
  if (tar === undefined) return { command }
  return {
    entrypoint: ['sh', '-c', UNPACK, 'sh'],
    command: [...facts.entrypoint, ...command],
    mounts: [{ source: tar, target: TAR_INSIDE, readOnly: true }],
  }
}

/**
 * Keeps the data of a server that was initialised and has been ended in order, in a folder that only this user
 * can enter: as a whole or not at all.
 */
export async function keepData(
  { template, folder }: DataPlace,
  { handle }: RunningContainer,
  { password }: InitialData,
  ledger: Ledger,
): Promise<void> {
  await using beside = createTemporaryFolder(ledger, 'postgres-data', privateFolder(dirname(template)))
  writeFileSync(join(beside.path, PASSWORD), password, { mode: 0o600 })
  const archive = await handle.getArchive({ path: `${folder}/.` })
  const tar = join(beside.path, TAR)
  await pipeline(archive, createWriteStream(tar, { mode: 0o600 }))
  // The server's user must be able to read it inside; out here nobody else gets into its folder.
  chmodSync(tar, 0o644)
  try {
    renameSync(beside.path, template)
  } catch (error) {
    // Another run was faster.
    if (!existsSync(template)) throw error
  }
}

/** Removes the data of images that this engine has no more, which none of its servers can be using. */
export async function removeOldData(engine: Pick<Engine, 'address'>): Promise<void> {
  const images = await askFound<{ readonly Id: string }[]>(engine, '/images/json?all=true')
  const present = new Set(images.map(({ Id }) => templateName(engine, Id)))
  const own = templatePrefix(engine)
  for (const name of readdirSync(cacheFolder()))
    if (name.startsWith(own) && !present.has(name))
      rmSync(join(cacheFolder(), name), { recursive: true, force: true })
}

/** What folders of kept data are called: by engine, since others share the cache, and by the end of the image's id. */
function templateName(engine: Pick<Engine, 'address'>, imageId: string): string {
  return `${templatePrefix(engine)}${imageId.slice(-16)}-${TEMPLATE_VERSION}`
}

function templatePrefix({ address }: Pick<Engine, 'address'>): string {
  return `postgres-image-${createHash('sha256').update(address).digest('hex').slice(0, 8)}-`
}

/** Where data is in a container, and where it is kept. */
export interface DataPlace {
  readonly folder: string
  readonly template: string
}

/** Undefined where an image does not tell where its data is, or an engine does not see our files as they are. */
export function placeOf({ engine, facts }: PostgresImage): DataPlace | undefined {
  const folder = facts.env.PGDATA
  if (!folder || facts.entrypoint.length === 0 || !engine.sharesKernel) return undefined
  return { folder, template: join(cacheFolder(), templateName(engine, facts.id)) }
}
