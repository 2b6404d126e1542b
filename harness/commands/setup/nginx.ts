import { NGINX_VARIABLE } from '../../services/nginx/binary.ts'
import { localNginx } from '../../services/nginx/local.ts'
import { aptCommands, asRoot } from './apt.ts'
import type { Installable, InstallPlan, Machine } from './contract.ts'

const UNIT = 'nginx.service'

/** The distribution's or Homebrew's nginx; of its own service nothing is to run on our account. */
export const nginx = {
  title: 'nginx',
  look: () => localNginx.probe(),
  plan(machine: Machine): InstallPlan {
    if (machine.names(NGINX_VARIABLE)) return { byHand: `correct ${NGINX_VARIABLE}, or unset it` }
    if (machine.platform === 'darwin') return withBrew(machine)
    if (machine.has('apt-get')) return withApt(machine)
    return { byHand: "install nginx with this system's package manager, or name a program in BENCH_NGINX" }
  },
} satisfies Installable

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
  const install = aptCommands(machine, ['nginx'])
  const mask = asRoot(machine, 'systemctl', 'mask', UNIT)
  if (!machine.hasSystemd) return { commands: install }
  return {
    commands: [
      { words: mask },
      ...install,
      { words: asRoot(machine, 'systemctl', 'disable', UNIT) },
      { words: asRoot(machine, 'systemctl', 'unmask', UNIT), undoes: mask },
    ],
  }
}
