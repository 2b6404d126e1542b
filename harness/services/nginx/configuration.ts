import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BenchError, exitCodes } from '../../errors.ts'
import { giveTo, type ServerUser } from '../serverUser.ts'
import type { Master } from './master.ts'
import { problemsIn } from './problems.ts'
import { WITH_STATUS_HINT, WITHOUT_STATUS } from './status.ts'

/** Where one nginx has its files, and whose they are. */
export interface NginxFiles {
  /** Absolute; holds the configuration, and whatever that puts there. */
  readonly folder: string
  readonly user: ServerUser | undefined
}

/** The file that an nginx is started with, and reads again when it reloads. */
export function configurationFile({ folder }: Pick<NginxFiles, 'folder'>): string {
  return join(folder, 'nginx.conf')
}

/**
 * How nginx is called with a configuration: nothing that it is built with, no folder of the system's, is used.
 * `asRoot`: its workers stay root, where root has no more rights than we.
 */
export function nginxCommand(
  program: string,
  folder: string,
  file: string,
  { asRoot = false }: { asRoot?: boolean } = {},
): string[] {
  const directives = asRoot ? 'daemon off; user root;' : 'daemon off;'
  return [program, '-p', folder, '-c', file, '-e', 'stderr', '-g', directives]
}

/** Puts a configuration where nginx will read it. */
export function writeConfiguration(files: NginxFiles, text: string): void {
  write(files, configurationFile(files), text)
}

/**
 * The same, once `nginx -t` has found nothing wrong with it. Rejects with NGINX_CONFIGURATION where it has; the
 * file that was there then stays.
 */
export async function installConfiguration(files: NginxFiles, master: Master, text: string): Promise<void> {
  const candidate = join(files.folder, 'candidate.conf')
  write(files, candidate, text)
  const complaint = await master.check(candidate)
  if (complaint === undefined) return renameSync(candidate, configurationFile(files))
  rmSync(candidate)
  throw configurationRefused(complaint)
}

/** That nginx does not take a configuration, in its words, or in ours where it lacks what each of them needs. */
export function configurationRefused(output: string): BenchError {
  const reason = problemsIn(output)[0] ?? 'see its output'
  if (reason.startsWith('unknown directive "stub_status"'))
    return new BenchError('NGINX_CONFIGURATION', `this nginx is ${WITHOUT_STATUS}`, {
      exitCode: exitCodes.machineLacks,
      hint: WITH_STATUS_HINT,
      output,
    })
  return new BenchError('NGINX_CONFIGURATION', `nginx refuses the configuration: ${reason}`, {
    exitCode: exitCodes.failed,
    output,
  })
}

function write({ user }: NginxFiles, file: string, text: string): void {
  writeFileSync(file, text, { mode: 0o600 })
  giveTo(user, file)
}
