import { expect, test } from 'vitest'
import type { Machine } from './contract.ts'
import { nginx } from './nginx.ts'

function machine(programs: readonly string[], rest: Partial<Machine> = {}): Machine {
  return {
    platform: 'linux',
    isRoot: false,
    hasSystemd: false,
    has: (program) => programs.includes(program),
    names: () => false,
    ...rest,
  }
}

/** The commands as a person would type them, or what is left to the person. */
function planned(where: Machine): string | string[] {
  const plan = nginx.plan(where)
  return 'byHand' in plan ? plan.byHand : plan.commands.map(({ words }) => words.join(' '))
}

const install =
  'env DEBIAN_FRONTEND=noninteractive apt-get --quiet=2 install --yes --no-install-recommends nginx'

test('with apt-get, as root or by sudo', () => {
  expect(planned(machine(['apt-get', 'sudo'], { isRoot: true }))).toEqual(['apt-get update', install])
  expect(planned(machine(['apt-get', 'sudo']))).toEqual(['sudo apt-get update', `sudo ${install}`])
  expect(planned(machine(['apt-get']))).toMatch(/^apt-get install .*nginx, as root$/)
})

test('where systemd would start the service, it is kept from that, and nobody after us', () => {
  const where = machine(['apt-get', 'sudo'], { hasSystemd: true })
  expect(planned(where)).toEqual([
    'sudo systemctl mask nginx.service',
    'sudo apt-get update',
    `sudo ${install}`,
    'sudo systemctl disable nginx.service',
    'sudo systemctl unmask nginx.service',
  ])
  const plan = nginx.plan(where)
  const commands = 'commands' in plan ? plan.commands : []
  expect(commands.at(-1)!.undoes).toBe(commands[0]!.words)
})

test('with Homebrew, and nowhere else', () => {
  expect(planned(machine(['brew'], { platform: 'darwin' }))).toEqual(['brew install nginx'])
  expect(planned(machine(['brew'], { platform: 'darwin', isRoot: true }))).toMatch(/as the user who owns/)
  expect(planned(machine([], { platform: 'darwin' }))).toMatch(/^brew install nginx/)
  expect(planned(machine(['dnf']))).toMatch(/package manager/)
})

test('a program that is named wrongly is not helped by another one', () => {
  expect(planned(machine(['apt-get'], { isRoot: true, names: () => true }))).toMatch(/correct BENCH_NGINX/)
})
