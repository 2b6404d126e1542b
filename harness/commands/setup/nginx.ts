import { NGINX_VARIABLE } from '../../services/nginx/binary.ts'
import { localNginx } from '../../services/nginx/local.ts'
import type { Installable, InstallCommand, InstallPlan, Machine } from './contract.ts'

const UNIT = 'nginx.service'

/** The distribution's or Homebrew's nginx; of its own service nothing is to run on our account. */
export const nginx: Installable = {
  title: 'nginx',
  look: () => localNginx.probe(),
  plan(machine) {
    if (machine.names(NGINX_VARIABLE)) return { byHand: `correct ${NGINX_VARIABLE}, or unset it` }
    if (machine.platform === 'darwin') return withBrew(machine)
    if (machine.has('apt-get')) return withApt(machine)
    return { byHand: "install nginx with this system's package manager, or name a program in BENCH_NGINX" }
  },
}

function withBrew(machine: Machine): InstallPlan {
  if (machine.has('brew') && !machine.isRoot) return { commands: [{ words: ['brew', 'install', 'nginx'] }] }
  return { byHand: 'brew install nginx, as the user who owns Homebrew (https://brew.sh)' }
}

/**
 * Debian starts what it installs. Where systemd is there the unit is masked meanwhile, so that no second of it
 * runs, and afterwards disabled and unmasked, so that none runs after the next boot and a person can still
 * start it. Elsewhere nothing would start it.
 */
function withApt(machine: Machine): InstallPlan {
  if (!machine.isRoot && !machine.has('sudo')) {
    return { byHand: 'apt-get install --no-install-recommends nginx, as root' }
  }
  const asRoot = (...words: string[]) => (machine.isRoot ? words : ['sudo', ...words])
  const mask = asRoot('systemctl', 'mask', UNIT)
  const install: InstallCommand[] = [
    { words: asRoot('apt-get', 'update') },
    {
      words: asRoot(
        'env',
        'DEBIAN_FRONTEND=noninteractive',
        'apt-get',
        '--quiet=2',
        'install',
        '--yes',
        '--no-install-recommends',
        'nginx',
      ),
    },
  ]
  if (!machine.hasSystemd) return { commands: install }
  return {
    commands: [
      { words: mask },
      ...install,
      { words: asRoot('systemctl', 'disable', UNIT) },
      { words: asRoot('systemctl', 'unmask', UNIT), undoes: mask },
    ],
  }
}
