import { execFile } from 'node:child_process'
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BenchError, exitCodes } from '../../errors.ts'
import { giveTo, type ServerUser } from '../serverUser.ts'
import type { NginxProgram } from './binary.ts'

const CHECK_MS = 20_000

/** Where one nginx has its files, and as whom it runs. */
export interface NginxPlace {
  readonly program: NginxProgram
  readonly user: ServerUser | undefined
  /** Absolute; holds the configuration, and whatever that puts there. */
  readonly folder: string
}

/** The file that an nginx is started with, and reads again when it reloads. */
export function configurationFile({ folder }: NginxPlace): string {
  return join(folder, 'nginx.conf')
}

/** How nginx is called with a configuration: nothing that it is built with, no folder of the system's, is used. */
export function nginxCommand({ program, folder }: NginxPlace, file: string): string[] {
  return [program.path, '-p', folder, '-c', file, '-e', 'stderr', '-g', 'daemon off;']
}

/**
 * Puts a configuration where nginx will read it, once `nginx -t` has found nothing wrong with it. Rejects with
 * NGINX_CONFIGURATION where it has; the file that was there then stays.
 */
export async function installConfiguration(place: NginxPlace, text: string): Promise<void> {
  const candidate = join(place.folder, 'candidate.conf')
  write(place, candidate, text)
  const complaint = await check(place, candidate)
  if (complaint === undefined) return renameSync(candidate, configurationFile(place))
  rmSync(candidate)
  const reason = problemsIn(complaint)[0] ?? 'see its output'
  throw new BenchError('NGINX_CONFIGURATION', `nginx refuses the configuration: ${reason}`, {
    exitCode: exitCodes.failed,
    output: complaint,
  })
}

/** Puts back a configuration that was installed before. */
export function restoreConfiguration(place: NginxPlace, text: string): void {
  write(place, configurationFile(place), text)
}

function write({ user }: NginxPlace, file: string, text: string): void {
  writeFileSync(file, text, { mode: 0o600 })
  giveTo(user, file)
}

/** What `nginx -t` says against a file; undefined where it is content. */
function check(place: NginxPlace, file: string): Promise<string | undefined> {
  const [path = '', ...parameters] = nginxCommand(place, file)
  const { folder, user } = place
  const options = { cwd: folder, timeout: CHECK_MS, ...(user && { uid: user.uid, gid: user.gid }) }
  return new Promise((resolve) => {
    execFile(path, [...parameters, '-t'], options, (error, _, stderr) => {
      resolve(error ? stderr || error.message : undefined)
    })
  })
}

/** What nginx calls an emergency, in its order: why it does not start, or does not reload. */
export function problemsIn(output: string): string[] {
  return Array.from(output.matchAll(/\[emerg\](?: \d+#\d+:)? (.+)/g), ([, problem = '']) => problem.trim())
}
