import { startContainer } from '../../containers/container.ts'
import type { Engine } from '../../containers/engine.ts'
import type { Image } from '../../containers/images.ts'
import { createLedger } from '../../lifecycle/ledger.ts'
import { unlessAborted } from '../../lifecycle/unlessAborted.ts'
import { versionIn } from './status.ts'

/** By which the official images tell the version of what they carry. */
const VERSION_VARIABLE = 'NGINX_VERSION'

const UNKNOWN = 'unknown'

/** Of images that do not tell, by their ids, asked once for a process. */
const asked = new Map<string, Promise<string>>()

/**
 * The version of the nginx in an image that is here: as the image tells, else as `nginx -v` does in it. Rejects
 * where that cannot be run, or is aborted.
 */
export async function imageVersion(
  engine: Engine,
  { reference, here }: Image,
  signal: AbortSignal = new AbortController().signal,
): Promise<string> {
  if (!here) return UNKNOWN
  const told = here.env[VERSION_VARIABLE]
  if (told) return told
  const { id } = here
  const answer = asked.get(id) ?? ask(engine, reference, signal)
  asked.set(id, answer)
  // Another one may be asked for longer.
  answer.catch(() => asked.delete(id))
  return answer
}

async function ask(engine: Engine, image: string, signal: AbortSignal): Promise<string> {
  const ledger = createLedger(`nginx-version-${process.pid}-${Date.now()}`)
  const { promise: version, resolve } = Promise.withResolvers<string>()
  let output = ''
  try {
    await using container = await startContainer({
      engine,
      image,
      role: 'nginx-version',
      ledger,
      signal,
      entrypoint: ['nginx', '-v'],
      command: [],
      host: { NetworkMode: 'none', CapDrop: ['ALL'] },
      onOutput: (text) => {
        output += text
        const found = versionIn(output)
        if (found !== undefined) resolve(found)
      },
    })
    const untold = () => resolve(UNKNOWN)
    container.ended.then(untold, untold)
    return await unlessAborted(signal, version)
  } finally {
    ledger.close()
  }
}
