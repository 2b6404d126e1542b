import { expect, test } from 'vitest'
import { locateCgroup } from './cgroupFolders.ts'

const legacyMounts = `31 30 0:28 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct
34 30 0:31 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
40 30 0:37 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
41 30 0:38 / /home/a\\040b rw,relatime - ext4 /dev/vda rw`

test('version 1: a folder for each controller, though an empty version 2 is mounted beside it', () => {
  const memberships = '8:pids:/\n4:memory:/docker/abc\n2:cpu,cpuacct:/docker/abc\n1:name=systemd:/x\n0::/\n'
  expect(locateCgroup(memberships, legacyMounts)).toEqual({
    version: 1,
    cpu: '/sys/fs/cgroup/cpu,cpuacct/docker/abc',
    memory: '/sys/fs/cgroup/memory/docker/abc',
  })
})

test('version 2: one folder for all, whoever made it', () => {
  const mounts = '30 22 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n'
  const folder = '/sys/fs/cgroup/system.slice/docker-abc.scope'
  expect(locateCgroup('0::/system.slice/docker-abc.scope\n', mounts)).toEqual({
    version: 2,
    cpu: folder,
    memory: folder,
  })
})

test('in a container ourselves: what is mounted is a part of the hierarchy', () => {
  const mounts = '30 22 0:26 /outer/me /sys/fs/cg\\040roup ro - cgroup2 cgroup2 rw\n'
  expect(locateCgroup('0::/outer/me/inner\n', mounts)?.memory).toBe('/sys/fs/cg roup/inner')
  expect(locateCgroup('0::/outer/somebody\n', mounts)).toBeUndefined()
})

test('what is not mounted cannot be found', () => {
  expect(locateCgroup('4:memory:/docker/abc\n0::/\n', '')).toBeUndefined()
  expect(locateCgroup('0::/\n', '')).toBeUndefined()
})
