import { join } from 'node:path'
import { offlineFolder, offlineImage } from '../../../containers/offlineImages.ts'
import { shellWord } from '../../shellWord.ts'
import { aptCommands } from '../apt.ts'
import type { InstallCommand, InstallPlan, Machine } from '../contract.ts'
import type { DockerClient } from './client.ts'

const SUITE = 'bookworm'

/** Names a sources.list to use instead of Debian's own servers: a mirror of one's own, or a day's snapshot. */
const SOURCES_VARIABLE = 'BENCH_APT_SOURCES'

/** No file in the base is younger, so that the same packages give the same archive. */
const YOUNGEST = Date.UTC(2025, 0, 1) / 1_000

/** Documents that nobody reads in a container; licences stay. They hold for what is installed later, too. */
const LEFT_OUT = [
  'path-exclude=/usr/share/man/*',
  'path-exclude=/usr/share/info/*',
  'path-exclude=/usr/share/locale/*',
  'path-exclude=/usr/share/lintian/*',
  'path-exclude=/usr/share/doc/*',
  'path-include=/usr/share/doc/*/copyright',
]

/** Debian with apt, its security updates included, as the image that the offline ones are built on. */
export function baseCommands(machine: Machine, docker: DockerClient, folder: string): InstallPlan {
  if (machine.platform !== 'linux')
    return { byHand: 'build them on Linux, and bring them here: docker save, docker load' }
  const tool = toolCommands(machine)
  if (!tool) return { byHand: 'install mmdebstrap, as root' }
  const archive = join(folder, 'base.tar')
  const script = '/usr/local/sbin/install-packages'
  const sources = process.env[SOURCES_VARIABLE]
  const commands: InstallCommand[] = [
    ...tool,
    { words: ['mkdir', '-p', folder] },
    {
      words: [
        'env',
        `SOURCE_DATE_EPOCH=${YOUNGEST}`,
        'mmdebstrap',
        '--variant=apt',
        ...LEFT_OUT.map((option) => `--dpkgopt=${option}`),
        // Its words are told apart as a shell would.
        `--customize-hook=copy-in ${shellWord(join(offlineFolder, 'base', 'install-packages'))} /usr/local/sbin`,
        `--customize-hook=chmod 755 "$1${script}"`,
        SUITE,
        archive,
        ...(sources ? [sources] : []),
      ],
    },
    docker.command('import', archive, offlineImage('base')),
    { words: ['rm', archive] },
  ]
  return { commands }
}

function toolCommands(machine: Machine): InstallCommand[] | undefined {
  if (machine.has('mmdebstrap')) return []
  if (!machine.has('apt-get') || !(machine.isRoot || machine.has('sudo'))) return undefined
  // Who is not root makes it in a user namespace, which takes the last.
  return aptCommands(machine, ['mmdebstrap', 'debian-archive-keyring', ...(machine.isRoot ? [] : ['uidmap'])])
}
