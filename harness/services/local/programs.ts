import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, realpathSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import type { Availability } from '../contract.ts'
import { isProgram } from '../isProgram.ts'
import { askVersion, type Binaries, program } from '../postgres/binaries.ts'
import { LEAST_VERSION } from '../postgres/leastVersion.ts'
import { type ServerUser, serverUser } from '../serverUser.ts'

/** Where a server's programs lie beside the PATH: Debian keeps them off it, Homebrew does so for old versions. */
const usualFolders = [
  ['/usr/lib/postgresql', '', 'bin'],
  ['/usr', 'pgsql-', 'bin'],
  ['/opt/homebrew/opt', 'postgresql', 'bin'],
  ['/usr/local/opt', 'postgresql', 'bin'],
] as const

const INSTALL_HINT =
  process.platform === 'darwin'
    ? 'brew install postgresql, or name a server in DATABASE_URL'
    : 'apt-get install postgresql, or name a server in DATABASE_URL'

/** Looks for a server's programs: `binaries` where there are some that run here, else `refusal`, in words. */
export function findPrograms():
  | { binaries: Binaries; refusal?: undefined }
  | { binaries?: undefined; refusal: Extract<Availability, { ok: false }> } {
  const refusals: string[] = []
  const user = serverUser()
  for (const bin of candidates()) {
    const { version, complaint } = askVersion({ bin }, user, tmpdir())
    if (version === undefined) {
      refusals.push(`the Postgres in ${bin} cannot be run${asWhom(user)}: ${complaint}`)
      continue
    }
    const major = Number.parseInt(version, 10)
    if (major >= LEAST_VERSION) return { binaries: { bin, version, major, build: buildOf(bin, version) } }
    refusals.push(`the Postgres in ${bin} is ${version}, and ${LEAST_VERSION} is the least`)
  }
  const reason = refusals[0] ?? "no Postgres server's programs (initdb, postgres) are installed"
  return { refusal: { ok: false, reason, hint: INSTALL_HINT } }
}

function asWhom(user: ServerUser | undefined): string {
  return user ? ` as ${user.name}` : ''
}

/** Folders that hold both programs, each once: the PATH first, then what pg_config says, then the usual ones. */
function* candidates(): Generator<string> {
  const seen = new Set<string>()
  for (const folder of folders()) {
    if (!isProgram(program({ bin: folder }, 'postgres'))) continue
    const bin = realFolder(folder)
    if (seen.has(bin) || !isProgram(program({ bin }, 'initdb'))) continue
    seen.add(bin)
    yield bin
  }
}

function* folders(): Generator<string> {
  const onPath = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  yield* onPath
  if (onPath.some((folder) => isProgram(join(folder, 'pg_config')))) yield configuredFolder()
  for (const usual of usualFolders) yield* versions(usual)
}

/** A server finds its other files from where it lies itself, so that a link to it is followed. */
function realFolder(bin: string): string {
  return dirname(realpathSync(program({ bin }, 'postgres')))
}

function configuredFolder(): string {
  const { stdout } = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8', timeout: 10_000 })
  return stdout?.trim() ?? ''
}

/** The folders of all versions below a usual place, the newest first. */
function versions([above, prefix, below]: (typeof usualFolders)[number]): string[] {
  let names: string[]
  try {
    names = readdirSync(above)
  } catch {
    // This system has no such place.
    return []
  }
  const number = (name: string) => Number.parseFloat(name.replace(/^\D+/, '')) || 0
  return names
    .filter((name) => name.startsWith(prefix))
    .sort((a, b) => number(b) - number(a))
    .map((name) => join(above, name, below))
}

/** Two builds of one version may differ in what they have initialised. */
function buildOf(bin: string, version: string): string {
  const { mtimeMs, size } = statSync(program({ bin }, 'postgres'))
  return `${version}-${createHash('sha256').update(`${bin} ${mtimeMs} ${size}`).digest('hex').slice(0, 12)}`
}
