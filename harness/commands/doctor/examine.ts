import { availableParallelism, freemem } from 'node:os'
import { BenchError, messageOf } from '../../errors.ts'
import { readEnvironment } from '../../measure/environment.ts'
import type { Availability } from '../../services/contract.ts'
import { chooseProvider, providers } from '../../services/index.ts'
import type { Entry } from '../layout.ts'

/** Below this many descriptors a few thousand users do not fit. */
const ENOUGH_FILES = 4_096

/** One part of what the doctor says. */
export interface Section {
  readonly heading: string
  readonly entries: readonly Entry[]
}

/** The machine, and for every service its providers and which of them `auto` takes. Changes nothing. */
export async function examine(): Promise<Section[]> {
  const services = Object.keys(providers) as (keyof typeof providers)[]
  return [machine(), ...(await Promise.all(services.map(examineService)))]
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

async function examineService(service: keyof typeof providers): Promise<Section> {
  const entries = await Promise.all(
    Object.entries(providers[service]).map(async ([name, load]) => {
      const provider = await load()
      const probed = await provider.probe()
      return { name, lines: probed.ok && provider.check ? say(await provider.check()) : say(probed) }
    }),
  )
  return {
    heading: service === 'postgres' ? 'Postgres' : service,
    entries: [...entries, { name: '→ auto', lines: [await chosen(service)] }],
  }
}

function say(availability: Availability): string[] {
  const { ok, reason } = availability
  return ok ? [`yes: ${reason}`] : [`no: ${reason}`, `→ ${availability.hint}`]
}

async function chosen(service: keyof typeof providers): Promise<string> {
  try {
    const { provider } = await chooseProvider(service)
    return `takes ${provider.name} (${(await provider.probe()).reason})`
  } catch (error) {
    if (!(error instanceof BenchError)) throw error
    return `finds none: ${messageOf(error)}`
  }
}
