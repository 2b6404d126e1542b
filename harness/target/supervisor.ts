import { createInterface } from 'node:readline'
import type { Settings } from '../../strategies/app/settings.ts'
import type { FaultKind, RunningStrategy, Strategy, StrategyContext } from '../../strategies/contract.ts'
import { BenchError, exitCodes, messageOf } from '../errors.ts'
import { Disposal } from '../lifecycle/disposal.ts'
import { createLedger, joinLedger, type Ledger } from '../lifecycle/ledger.ts'
import { needsNginx } from '../services/nginx/needed.ts'
import { type Addresses, createAddresses } from './addresses.ts'
import { type FaultRequest, injectFault, victimOf } from './fault.ts'
import { type FromTarget, TARGET_PROTOCOL, toTargetSchema } from './messages.ts'
import { createProxies, loadProxies } from './proxy.ts'
import { type LostProcess, spawnServerProcess } from './serverProcess.ts'

/** Names the file of the run's ledger to a target. */
export const LEDGER_VARIABLE = 'BENCH_LEDGER'

/**
 * The far side of the target protocol: starts a strategy's processes and ends them, and serves nothing
 * itself, so that it answers whatever they do. Returns when everything is gone: after `stop`, when the input
 * closes, or on SIGTERM.
 */
export async function superviseTarget(strategy: Strategy): Promise<void> {
  const end = new AbortController()
  // Not once: a library that sees nobody listen any more ends the process by the signal.
  process.on('SIGTERM', () => end.abort())
  process.on('SIGINT', () => {})
  process.stdout.on('error', () => end.abort())
  const lines = createInterface({ input: process.stdin })
  lines.once('close', () => end.abort())
  const ledger = ownOrJoinedLedger()
  const faulted = new Set<number>()
  const lost = (process: LostProcess) => {
    if (process.pid === undefined || !faulted.has(process.pid)) send({ type: 'lost', ...process })
  }
  // While the settings are on their way, and then while chart servers start.
  if (needsNginx(strategy)) void loadProxies()
  // What the strategy has been lent, and may have left.
  const lent = new Disposal()
  let running: Promise<RunningStrategy> | undefined
  lines.on('line', (line) => {
    const message = parseLine(line)
    if (!message) return
    if (message.type === 'settings' && !running) {
      running = startStrategy(strategy, message.settings, { ledger, signal: end.signal, lost, lent })
      running.catch(() => end.abort())
    } else if (message.type === 'fault') {
      running?.then((one) => answerFault(message, one, strategy, faulted))
    } else if (message.type === 'stop') end.abort()
  })
  await new Promise((resolve) => end.signal.addEventListener('abort', resolve, { once: true }))
  try {
    await endAll(running, lent)
    send({ type: 'stopped' })
  } catch (error) {
    send({
      type: 'failed',
      code: error instanceof BenchError ? error.code : 'START_FAILED',
      message: messageOf(error),
    })
    process.exitCode = exitCodes.failed
  }
  ledger.close()
  lines.close()
  process.stdin.destroy()
}

async function endAll(running: Promise<RunningStrategy> | undefined, lent: Disposal): Promise<void> {
  await using _lent = lent
  await (await running)?.stop()
}

/** A target that a run has started writes into the run's ledger; one started by hand keeps its own. */
function ownOrJoinedLedger(): Ledger {
  const path = process.env[LEDGER_VARIABLE]
  return path === undefined ? createLedger(`target-${process.pid}-${Date.now()}`) : joinLedger(path)
}

/** Starts a strategy with a context of its own and announces it. */
async function startStrategy(
  strategy: Strategy,
  settings: Settings,
  surroundings: Surroundings,
): Promise<RunningStrategy> {
  const slots = strategy.slots(settings.queryMode, settings.connections, settings.workers)
  let announced: RunningStrategy | undefined
  const changed = () => announced && send({ type: 'processes', processes: announced.processes() })
  const running = await strategy.start(contextFor(settings, slots, surroundings, changed))
  send({
    type: 'ready',
    protocol: TARGET_PROTOCOL,
    url: running.url,
    processes: running.processes(),
    slots,
    capabilities: mutable(strategy.capabilities),
  })
  announced = running
  return running
}

/** What the processes of a strategy are started with, whoever runs it. */
interface Surroundings {
  readonly ledger: Ledger
  readonly signal: AbortSignal
  readonly lost: (process: LostProcess) => void
  /** Takes charge of what the context makes and the strategy does not end itself. */
  readonly lent: Disposal
}

/** The context that a strategy is started with. */
export function contextFor(
  settings: Settings,
  slots: readonly number[],
  surroundings: Surroundings,
  processesChanged: () => void,
): StrategyContext {
  const { ledger, signal, lost, lent } = surroundings
  const addresses: Addresses = lent.use(createAddresses(settings.ports, ledger, () => proxies.reaches()))
  const proxies = lent.use(
    createProxies({ ledger, signal, lost, host: settings.host, folders: () => addresses.folders() }),
  )
  return {
    settings,
    slots,
    signal,
    processesChanged,
    spawn: (entry, assignment) =>
      spawnServerProcess({ entry, assignment, settings, processesChanged, ledger, signal, lost }),
    address: (worker) => addresses.next(worker),
    proxy: { start: (configure, port) => proxies.start(configure, port) },
  }
}

/** The faults after which the end of the process is no news. */
const endingKinds: ReadonlySet<FaultKind> = new Set(['kill', 'restart', 'drain'])

async function answerFault(
  fault: FaultRequest & { id: number },
  running: RunningStrategy,
  strategy: Strategy,
  faulted: Set<number>,
): Promise<void> {
  try {
    const victim = victimOf(fault, running.processes(), strategy.capabilities)
    if (endingKinds.has(fault.kind)) faulted.add(victim.pid)
    await injectFault(fault.kind, victim, running)
    send({ type: 'fault', id: fault.id, ok: true })
  } catch (error) {
    send({ type: 'fault', id: fault.id, ok: false, message: messageOf(error) })
  }
}

function parseLine(line: string) {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    value = undefined
  }
  const parsed = toTargetSchema.safeParse(value)
  if (parsed.success) return parsed.data
  send({ type: 'failed', code: 'BAD_MESSAGE', message: parsed.error.issues[0]?.message ?? 'not a message' })
  return undefined
}

function send(message: FromTarget): void {
  process.stdout.write(`${JSON.stringify(message)}\n`)
}

function mutable(
  capabilities: Strategy['capabilities'],
): Extract<FromTarget, { type: 'ready' }>['capabilities'] {
  return structuredClone(capabilities) as Extract<FromTarget, { type: 'ready' }>['capabilities']
}
