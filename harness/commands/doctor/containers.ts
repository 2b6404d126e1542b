import { megabytes } from '../../../reports/units.ts'
import { type Engine, findEngine } from '../../containers/engine.ts'
import { NETWORK_VARIABLE } from '../../containers/engineFacts.ts'
import { imageVariables, type ServiceImage, serviceImages } from '../../containers/imageNames.ts'
import { chooseImage } from '../../containers/images.ts'
import { labelledContainers } from '../../containers/labelled.ts'
import { messageOf } from '../../errors.ts'
import { ledgers } from '../../lifecycle/clean.ts'
import type { Entry } from '../layout.ts'
import type { Section } from './section.ts'

const networkWords = {
  host: "host: containers share this machine's network and listen on its 127.0.0.1",
  ports: 'ports: containers have their own, published on 127.0.0.1',
} as const

/** Which container engine is used, how it was found, what it has; and what would change that. Changes nothing. */
export async function examineContainers(): Promise<Section> {
  const heading = 'Containers'
  const { engine, refusal } = await findEngine()
  if (!engine)
    return { heading, entries: [{ name: 'engine', lines: [`none: ${refusal.reason}`, `→ ${refusal.hint}`] }] }
  const [images, strays] = await Promise.all([
    Promise.all(serviceImages.map((name) => imageEntry(engine, name))),
    strayEntries(engine),
  ])
  return {
    heading,
    entries: [
      {
        name: 'engine',
        lines: [kindOf(engine), whereFound(engine), '→ DOCKER_HOST or DOCKER_CONTEXT names another'],
      },
      { name: 'network', lines: networkLines(engine) },
      ...images,
      ...strays,
    ],
  }
}

function kindOf({ kind, version, system, rootless, cgroupVersion }: Engine): string {
  return `${kind} ${version} on ${system} (${rootless ? 'rootless' : 'as root'}, cgroup v${cgroupVersion})`
}

/** A usual socket is found where it is; whatever else named it is told. */
function whereFound({ address, found }: Engine): string {
  return address.endsWith(found) ? `at ${address}` : `at ${address}, named by ${found}`
}

function networkLines({ network, networkWhy, networks }: Engine): string[] {
  const other = networks.find((one) => one !== network)
  const change = other ? [`→ ${NETWORK_VARIABLE}=${other} takes the other`] : []
  return [`${networkWords[network]} (${networkWhy})`, ...change]
}

async function imageEntry(engine: Engine, service: ServiceImage): Promise<Entry> {
  const name = `${service} image`
  const change = `→ ${imageVariables[service]} or --image names another`
  try {
    const { reference, why, here } = await chooseImage(engine, service)
    if (here) return { name, lines: [`${reference} (${why}), here, ${megabytes(here.sizeBytes)}`, change] }
    return { name, lines: [`${reference} (${why}), not here`, '→ bench setup images', change] }
  } catch (error) {
    return { name, lines: [`not known: ${messageOf(error)}`, change] }
  }
}

/**
 * Containers with our label that stand in no ledger of this user: another user's, whom they may serve at this
 * moment, or of a run whose ledger was deleted. Which it is cannot be known, so a person must end them.
 */
async function strayEntries(engine: Engine): Promise<Entry[]> {
  try {
    const known = new Set(
      ledgers().flatMap(({ open }) =>
        open.flatMap(({ entry }) => (entry.kind === 'container' ? [entry.name] : [])),
      ),
    )
    const strays = (await labelledContainers(engine)).filter(({ name }) => !known.has(name))
    return strays.map(({ name, run, status }) => ({
      name: 'stray',
      lines: [
        `${name} (${status}) of the run ${run}, which has no ledger here: another user's, or its ledger was deleted`,
        `→ if it is yours, ${engine.kind.toLowerCase()} rm -f -v ${name} ends it`,
      ],
    }))
  } catch (error) {
    return [{ name: 'strays', lines: [`could not be looked for: ${messageOf(error)}`] }]
  }
}
