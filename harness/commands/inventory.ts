import { marks } from '../../reports/terminal/paint.ts'
import type { Scenario } from '../../scenarios/contract.ts'
import { defaultSettings } from '../../strategies/app/settings.ts'
import type { Strategy } from '../../strategies/contract.ts'
import { BenchError, unknownName } from '../errors.ts'
import type { Availability } from '../services/contract.ts'
import type { ServiceName } from '../services/index.ts'

/** One thing that a command line can name. */
export interface Item {
  readonly name: string
  /** Only strategies have one. */
  readonly mark?: string
  readonly title: string
  /** What it needs, or what it is good for. */
  readonly details: readonly string[]
  /** The same at length, for a list that shows this kind alone. */
  readonly atLength?: readonly string[]
  /** Undefined where it needs nothing beside bench itself. */
  readonly availability?: Availability
}

/** All that can be named, in the order of the registries. What each kind needs is loaded when it is asked for. */
export const kinds = { strategies, scenarios, drivers, reports } as const satisfies Record<
  string,
  () => Promise<Item[]>
>

export type Kind = keyof typeof kinds
export const kindNames = Object.keys(kinds) as Kind[]

/** A kind by the name that the user gave, or all. Throws wrong use. */
export function kindsOf(name: string | undefined): readonly Kind[] {
  if (name === undefined) return kindNames
  const kind = kindNames.find((one) => one === name)
  if (!kind) throw unknownName('kind', name, kindNames)
  return [kind]
}

async function strategies(): Promise<Item[]> {
  const [{ strategies: registry }, postgres, nginx] = await Promise.all([
    import('../../strategies/index.ts'),
    serviceHere('postgres', 'Postgres '),
    serviceHere('nginx', ''),
  ])
  const loaded = await Promise.all(Object.values(registry).map((load) => load()))
  return loaded.map(({ default: strategy }: { default: Strategy }) => {
    const { name, title, origin, mark } = strategy
    const proxied = strategy.needs?.includes('nginx') ?? false
    return {
      name,
      title,
      mark: marks[mark],
      details: [origin, `Needs Postgres, ${leastConnections(strategy)}${proxied ? ', and nginx' : ''}.`],
      availability: proxied && postgres.ok ? nginx : postgres,
    }
  })
}

/** The least P with the default number of workers. */
function leastConnections(strategy: Strategy): string {
  const async = strategy.leastConnections('async', defaultSettings.workers)
  const blocking = strategy.leastConnections('blocking', defaultSettings.workers)
  return async === blocking ? `P of ${async} or more` : `P of ${async} or more (blocking: ${blocking})`
}

async function serviceHere(service: ServiceName, title: string): Promise<Availability> {
  const [{ chooseProvider }, { usualProvider }] = await Promise.all([
    import('../services/index.ts'),
    import('../services/environment.ts'),
  ])
  try {
    return { ok: true, reason: `${title}${(await chooseProvider(service, usualProvider())).reason}` }
  } catch (error) {
    if (!(error instanceof BenchError)) throw error
    return { ok: false, reason: error.message, hint: error.hint ?? 'bench doctor says more' }
  }
}

async function scenarios(): Promise<Item[]> {
  const { loadScenario, scenarioNames } = await import('../../scenarios/index.ts')
  return Promise.all(
    scenarioNames.map(async (name) => {
      const scenario = await loadScenario(name)
      const { title, answers } = scenario
      return { name, title, details: [questionOf(answers)], atLength: [answers.trim(), playedBy(scenario)] }
    }),
  )
}

/** What a paragraph asks, without what it tells. */
function questionOf(answers: string): string {
  const sentences = answers.trim().split(/(?<=[.?!])\s+/)
  return sentences.filter((sentence) => sentence.endsWith('?')).join(' ') || sentences[0] || ''
}

/** `24 users, burst, 5s query; max(ttc) < 20s, error_rate = 0`. */
function playedBy({ users, load, query, besides, faults, objectives }: Scenario): string {
  const duration = 'duration' in load ? ` over ${load.duration}` : ''
  const parts = [
    users === undefined ? undefined : `${users} users`,
    `${load.shape}${duration}`,
    `${query} query`,
    ...Object.entries(besides).map(([name, group]) => `besides: ${group.users ?? ''} ${name}`),
    ...faults.map(({ at, what, role }) => `${what} ${role} at ${at}`),
  ]
  const played = `Played: ${parts.filter((part) => part !== undefined).join(', ')}.`
  return objectives.length > 0 ? `${played} Objectives: ${objectives.join(', ')}.` : played
}

async function drivers(): Promise<Item[]> {
  const { drivers: registry } = await import('../drivers/index.ts')
  const loaded = await Promise.all(Object.values(registry).map((load) => load()))
  return loaded.map(({ name, title }) => ({ name, title, details: [] }))
}

async function reports(): Promise<Item[]> {
  const { loadReport, reportNames, reportOutputs } = await import('../../reports/index.ts')
  return Promise.all(
    reportNames.map(async (name) => {
      const { summary } = await loadReport(name)
      const output = reportOutputs[name]
      return {
        name,
        title: summary,
        details: [output ? `Goes to ${output} in the run's folder.` : 'Printed.'],
      }
    }),
  )
}
