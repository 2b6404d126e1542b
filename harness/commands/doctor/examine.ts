import { availableParallelism, freemem } from 'node:os'
import { listed } from '../../../reports/units.ts'
import { BenchError, messageOf } from '../../errors.ts'
import { readEnvironment } from '../../measure/environment.ts'
import type { Availability } from '../../services/contract.ts'
import { urlVariables } from '../../services/database/url.ts'
import { PROVIDER_VARIABLE, usualProvider } from '../../services/environment.ts'
import { chooseProvider, providers, type ServiceName } from '../../services/index.ts'
import type { Entry } from '../layout.ts'
import { examineContainers } from './containers.ts'
import type { Section } from './section.ts'

/** Below this many descriptors a few thousand users do not fit. */
const ENOUGH_FILES = 4_096

/** The machine, its container engine, and for every service its providers and which of them `auto` takes. Changes nothing. */
export async function examine(): Promise<Section[]> {
  const services = Object.keys(providers) as (keyof typeof providers)[]
  return [machine(), ...(await Promise.all([examineContainers(), ...services.map(examineService)]))]
}

function machine(): Section {
  const { facts } = readEnvironment()
  const free = freemem()
  return {
    heading: 'Machine',
    entries: [
      { name: 'bench', lines: [facts.bench] },
      { name: 'Node', lines: [facts.node] },
      { name: 'system', lines: [`${facts.os}, kernel ${facts.kernel}`] },
      { name: 'processors', lines: [processors(facts.cores, facts.cpuModel)] },
      { name: 'memory', lines: [`${gigabytes(facts.memoryBytes)}, ${gigabytes(free)} of it free`] },
      { name: 'open files', lines: openFiles() },
    ],
  }
}

function processors(cores: number, model: string): string {
  const usable = availableParallelism()
  return usable === cores ? `${cores} (${model})` : `${usable} of ${cores} usable (${model})`
}

function gigabytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`
}

/** The soft limit, which Node raises to the hard one when it starts. */
function openFiles(): string[] {
  // Otherwise the report asks the name servers for every address of the machine.
  Object.assign(process.report, { excludeNetwork: true })
  const report = process.report.getReport() as {
    userLimits?: { open_files?: { soft: number | 'unlimited' } }
  }
  const soft = report.userLimits?.open_files?.soft
  if (soft === undefined) return ['not known here']
  if (soft === 'unlimited' || soft >= ENOUGH_FILES) return [`${soft}`]
  return [`${soft}: few for many users`, 'ulimit -n 65536 raises it for this shell']
}

async function examineService(service: ServiceName): Promise<Section> {
  const [choice, asked] = await Promise.all([chosen(service), chosenByVariable(service)])
  const entries = await Promise.all(
    Object.entries(providers[service]).map(async ([name, load]) => {
      const provider = await load()
      const probed = await provider.probe()
      const told = probed.ok && provider.check ? await provider.check() : probed
      const other = told.ok && name !== choice.name ? [`→ --provider ${service}=${name} takes it`] : []
      return { name, lines: [...say(told), ...other] }
    }),
  )
  return {
    heading: service === 'postgres' ? 'Postgres' : service,
    entries: [...entries, { name: '→ auto', lines: [choice.line] }, ...asked],
  }
}

function say(availability: Availability): string[] {
  const { ok, reason } = availability
  return ok ? [`yes: ${reason}`] : [`no: ${reason}`, `→ ${availability.hint}`]
}

interface Chosen {
  readonly name: string | undefined
  readonly line: string
}

async function chosen(service: ServiceName, option = 'auto'): Promise<Chosen> {
  try {
    const { provider } = await chooseProvider(service, option)
    return { name: provider.name, line: `takes ${provider.name}${why(service, option)}` }
  } catch (error) {
    if (!(error instanceof BenchError)) throw error
    return { name: undefined, line: `finds none: ${messageOf(error)}` }
  }
}

function why(service: ServiceName, option: string): string {
  if (option !== 'auto') return ''
  const named = service === 'postgres' && urlVariables.find((variable) => process.env[variable])
  if (named) return `, since ${named} is set`
  return `, the first of ${listed(Object.keys(providers[service]))} that can run here`
}

/** What the usual choice is where the environment changes it. */
async function chosenByVariable(service: ServiceName): Promise<Entry[]> {
  const option = usualProvider()
  if (option === 'auto') return []
  return [{ name: `→ ${PROVIDER_VARIABLE}`, lines: [`${option}: ${(await chosen(service, option)).line}`] }]
}
