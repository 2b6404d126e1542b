import { spawnSync } from 'node:child_process'
import { delimiter, join } from 'node:path'
import type { Availability } from '../contract.ts'
import { isProgram } from '../isProgram.ts'
import { canTellStatus, versionIn, WITH_STATUS_HINT, WITHOUT_STATUS } from './status.ts'

/** Names the program where it is not on the PATH. */
export const NGINX_VARIABLE = 'BENCH_NGINX'

/** Where it lies beside the PATH: an ordinary user's has no sbin on Debian. */
const usualFolders = ['/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin']

/** The first that can be told where its first messages go (`-e`). */
const LEAST_VERSION = [1, 19, 5] as const

const INSTALL_HINT = 'bench setup nginx installs it'

/** An nginx that runs here. */
export interface NginxProgram {
  readonly path: string
  readonly version: string
}

/** Looks for nginx: `program` where there is one that can be used, else `refusal`, in words. */
export function findNginx(): { program: NginxProgram } | { program?: undefined; refusal: Availability } {
  const named = process.env[NGINX_VARIABLE]
  if (named && !isProgram(named))
    return refuse(`${NGINX_VARIABLE} is ${named}, which is no program`, 'correct it, or unset it')
  const path = named || searchFolders().find(isProgram)
  if (path === undefined) return refuse('nginx is not installed', INSTALL_HINT)
  const said = askWhatItIs(path)
  const version = versionIn(said)
  if (version === undefined)
    return refuse(`${path} does not say its version`, `name another in ${NGINX_VARIABLE}`)
  if (isTooOld(version))
    return refuse(`${path} is nginx ${version}`, `at least ${LEAST_VERSION.join('.')} is needed`)
  if (!canTellStatus(said)) return refuse(`${path} is ${WITHOUT_STATUS}`, WITH_STATUS_HINT)
  return { program: { path, version } }
}

function refuse(reason: string, hint: string): { refusal: Availability } {
  return { refusal: { ok: false, reason, hint } }
}

function searchFolders(): string[] {
  const onPath = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  return [...onPath, ...usualFolders].map((folder) => join(folder, 'nginx'))
}

/** Asked once for a process: a program takes its time to start on a busy machine. */
const known = new Map<string, string>()

/** Its version, and how it was built; nothing where it is no nginx. */
function askWhatItIs(path: string): string {
  const before = known.get(path)
  if (before !== undefined) return before
  const { stderr } = spawnSync(path, ['-V'], { encoding: 'utf8', timeout: 10_000 })
  const said = stderr ?? ''
  if (versionIn(said) !== undefined) known.set(path, said)
  return said
}

function isTooOld(version: string): boolean {
  const numbers = version.split('.').map(Number)
  for (const [i, least] of LEAST_VERSION.entries()) {
    const number = numbers[i] ?? 0
    if (number !== least) return number < least
  }
  return false
}
