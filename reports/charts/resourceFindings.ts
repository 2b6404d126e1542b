import { greatest, smallest } from '../extremes.ts'
import type { Report } from '../model.ts'
import { duration, listed, megabytes } from '../units.ts'
import { type Busy, type CpuLook, holding, ownOf, totalOf } from './busy.ts'
import type { Prose } from './contract.ts'

/** From here on, a loop stood still and was not only late. */
const STILL_MS = 1_000
/** Of all cores; the rest is what a second's look cannot tell. */
const ALL_BUSY = 0.9
/** So many strategies are named in a sentence. */
const NAMED = 2
/** A look at the connections tells about no more than this. */
const LOOK_MS = 1_000

/** What was busy with some users and one kind of queries. */
export interface BusyGroup {
  readonly users: number
  readonly queryMode: string
  readonly all: readonly Busy[]
}

interface Finding {
  readonly busy: Busy
  readonly ms: number
}

/**
 * What was used, and a cause for each kind of queries where a rule applies: a loop that stood still, all cores
 * busy, connections that were idle while users waited; the first of these that holds. Of the most users.
 */
export function resourceFindings(groups: readonly BusyGroup[], { environment }: Report): Prose {
  const most = greatest(
    groups.map(({ users }) => users),
    0,
  )
  const shown = groups.filter(({ users }) => users === most)
  const causes = shown.flatMap((group) => causeOf(group, environment.cores) ?? [])
  // The first cause is the bold one.
  const plain = causes.map((cause, i) => (i === 0 ? cause : cause.replaceAll('**', '')))
  return [...plain, ...usedBy(shown, most)].join(' ')
}

function causeOf({ queryMode, all }: BusyGroup, cores: number): Prose | null {
  const begin = `With ${queryMode} queries`
  const full = found(all, (busy) => durationOf(fullLooks(busy, cores)), 2 * STILL_MS)
  // Where there is no core left, a loop that is late is no cause of its own.
  const free = all.filter((busy) => !full.some((one) => one.busy === busy))
  const still = found(free, longestDelay, STILL_MS)
  const idle = found(all, idleMs, STILL_MS)
  if (still.length > 0) {
    const loops = `${begin} **${still.length === 1 ? 'a serving loop' : 'serving loops'} stood still**: ${each(still, 'up to ')}`
    return idle.length === 0
      ? `${loops}.`
      : `${loops}; connections had nothing to do although users waited: ${each(idle)}.`
  }
  if (full.length > 0)
    return `${begin} **all cores of this machine were busy**: ${each(full)}, mostly with ${mainlyWith(full, cores)}.`
  if (idle.length === 0) return null
  return `${begin} **connections stood idle while users waited**: ${each(idle)}.`
}

function found(all: readonly Busy[], ms: (busy: Busy) => number, least: number): Finding[] {
  return all.map((busy) => ({ busy, ms: ms(busy) })).filter((one) => one.ms >= least)
}

/** `single` (8.01 s), `cluster` (2.31 s) and 2 others: the longest first. */
function each(those: readonly Finding[], word = ''): string {
  const named = those
    .toSorted((a, b) => b.ms - a.ms)
    .slice(0, NAMED)
    .map(({ busy, ms }) => `\`${busy.view.strategy.name}\` (${word}${duration(ms)})`)
  const others = those.length - named.length
  return listed([...named, ...(others > 0 ? [others === 1 ? 'one other' : `${others} others`] : [])])
}

function longestDelay({ loop }: Busy): number {
  return loop.reduce((most, { ms }) => Math.max(most, ms), 0)
}

interface FullLook {
  readonly look: CpuLook
  readonly ms: number
}

/** The looks in which nearly all cores were used, by whatever was looked at. */
function fullLooks({ cpu }: Busy, cores: number): FullLook[] {
  return cpu
    .map((look, i) => ({ look, ms: look.atMs - (cpu[i - 1]?.atMs ?? 0) }))
    .filter(({ look }) => totalOf(look) >= ALL_BUSY * cores * 100)
}

function durationOf(looks: readonly FullLook[]): number {
  return looks.reduce((sum, { ms }) => sum + ms, 0)
}

/** Whose work it was in the looks that were full. */
function mainlyWith(full: readonly Finding[], cores: number): string {
  const looks = full.flatMap(({ busy }) => fullLooks(busy, cores))
  const time = (of: (look: CpuLook) => number) => looks.reduce((sum, { look, ms }) => sum + of(look) * ms, 0)
  const own = time(ownOf)
  const postgres = time((look) => look.postgres)
  const measuring = time((look) => look.measuring)
  if (own >= Math.max(postgres, measuring)) return 'work of the strategy itself'
  return postgres >= measuring ? 'work of Postgres' : 'the work of measuring, which makes its times too long'
}

/**
 * How long Postgres ran fewer queries than the strategy has slots for although there were users to run them for; 0
 * where it does not tell its slots. A look may also fall between two queries of a slot: time counts where both
 * looks around it found one idle.
 */
function idleMs({ active, occupancy, slots }: Busy): number {
  if (slots === null) return 0
  const at = holding(occupancy)
  let sum = 0
  let sinceMs: number | null = null
  for (const look of active) {
    const idle = look.active < slots && (at(look.atMs)?.waiting ?? 0) > 0
    if (idle && sinceMs !== null) sum += Math.min(look.atMs - sinceMs, LOOK_MS)
    sinceMs = idle ? look.atMs : null
  }
  return sum
}

function usedBy(groups: readonly BusyGroup[], users: number): string[] {
  const all = groups.flatMap((group) => group.all)
  const cpu = all.map((busy) => ({
    busy,
    most: greatest(busy.cpu.map(ownOf), 0),
  }))
  const bytes = all.flatMap(({ memory }) => memory.map((look) => look.bytes))
  const highest = cpu.reduce((a, b) => (b.most > a.most ? b : a), cpu[0]!)
  const parts = [
    ...(highest.most > 0
      ? [
          `at most ${highest.most.toFixed(0)}\u00a0% of one core in a second (\`${highest.busy.view.strategy.name}\`)`,
        ]
      : []),
    ...(bytes.length > 0
      ? [
          `${megabytes(smallest(bytes, Number.POSITIVE_INFINITY))} to ${megabytes(greatest(bytes, 0))} of memory`,
        ]
      : []),
  ]
  return parts.length === 0
    ? []
    : [`With ${users}\u00a0user${users === 1 ? '' : 's'} the strategies themselves used ${listed(parts)}.`]
}
