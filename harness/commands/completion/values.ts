import { reportNames } from '../../../reports/index.ts'
import { scenarioNames } from '../../../scenarios/index.ts'
import { queryModes } from '../../../strategies/app/settings.ts'
import { strategyNames } from '../../../strategies/index.ts'
import { serviceImages } from '../../containers/imageNames.ts'
import { driverNames } from '../../drivers/index.ts'
import { providerNames } from '../../services/contract.ts'
import { providers } from '../../services/index.ts'
import { isolationKinds } from '../../target/isolation/choose.ts'
import { exportNames } from '../export.ts'
import { kindNames } from '../inventory.ts'
import { installableNames } from '../setup/index.ts'

/** The shells that there is a script for. */
export const shellNames = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shellNames)[number]

/** What can stand in one place of a command line. */
export interface Values {
  readonly names: readonly string[]
  /** Whether several may stand there, with commas. */
  readonly list: boolean
  /**
   * Which paths may stand there too; of a list, after the equals sign of one of its names. `explicit` ones begin
   * so that nobody takes them for names.
   */
  readonly paths: 'none' | 'files' | 'folders' | 'yaml' | 'explicit'
}

const free: Values = { names: [], list: false, paths: 'none' }
const oneOf = (names: readonly string[]): Values => ({ ...free, names })
const listOf = (names: readonly string[]): Values => ({ ...free, names, list: true })

const servicesWithProviders = Object.entries(providers).flatMap(([service, offered]) =>
  ['auto', ...Object.keys(offered)].map((provider) => `${service}=${provider}`),
)

/** Of every option that takes a value, by its name; an option with a value that is missing here is a mistake. */
export const optionValues: Readonly<Record<string, Values>> = {
  scenario: { ...oneOf(scenarioNames), paths: 'yaml' },
  users: free,
  query: free,
  'db-connections': free,
  workers: free,
  widgets: free,
  'query-mode': listOf(queryModes),
  duration: free,
  rate: free,
  timeout: free,
  seed: free,
  trials: free,
  driver: oneOf(driverNames),
  provider: listOf(['auto', ...providerNames, ...servicesWithProviders]),
  image: listOf(serviceImages.map((service) => `${service}=`)),
  ports: free,
  isolate: oneOf(isolationKinds),
  'target-cpus': free,
  'target-memory': free,
  slo: free,
  output: { ...free, paths: 'folders' },
  report: { ...listOf(reportNames), paths: 'files' },
  host: free,
  port: free,
  process: oneOf(['worker', 'web']),
  name: free,
  'ready-file': { ...free, paths: 'files' },
  worker: free,
  listen: free,
  folder: { ...free, paths: 'folders' },
  'allow-origin': free,
  into: { ...free, paths: 'folders' },
}

/** Of every argument, by the path of its command without `bench`. */
export const argumentValues: Readonly<Record<string, Values>> = {
  run: { ...oneOf(['all', ...strategyNames]), paths: 'explicit' },
  serve: { ...oneOf(strategyNames), paths: 'explicit' },
  verify: { ...oneOf(strategyNames), paths: 'explicit' },
  report: { ...oneOf(['latest']), paths: 'folders' },
  list: oneOf(kindNames),
  setup: oneOf(installableNames),
  export: oneOf(exportNames),
  completion: oneOf(shellNames),
  'init strategy': free,
  'init scenario': free,
}
