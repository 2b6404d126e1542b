import { join } from 'node:path'

/** Where the figures of one control group lie; with version 2 it is the same folder for all. */
export interface CgroupFolders {
  readonly version: 1 | 2
  /** With CPU time: that of the cpuacct controller in version 1. */
  readonly cpu: string
  readonly memory: string
}

/**
 * Finds a control group by what the kernel says, whatever the machine has made of it: `memberships` is
 * /proc/<pid>/cgroup, `mountInfo` is /proc/self/mountinfo (cgroups(7), proc(5)). On a machine that has both
 * versions the memory controller decides. undefined where neither can be read from here.
 */
export function locateCgroup(memberships: string, mountInfo: string): CgroupFolders | undefined {
  const mounts = mountsIn(mountInfo)
  const paths = pathsIn(memberships)
  const legacy = (controller: string) => {
    const path = paths.get(controller)
    const mount = mounts.find(({ type, options }) => type === 'cgroup' && options.includes(controller))
    return path === undefined || !mount ? undefined : below(mount, path)
  }
  const [cpu, memory] = [legacy('cpuacct'), legacy('memory')]
  if (cpu && memory) return { version: 1, cpu, memory }
  if (paths.has('memory')) return undefined
  const path = paths.get('')
  const unified = mounts.find(({ type }) => type === 'cgroup2')
  const folder = path === undefined || !unified ? undefined : below(unified, path)
  return folder === undefined ? undefined : { version: 2, cpu: folder, memory: folder }
}

/** The path in the hierarchy of each controller; that of version 2 stands under an empty name. */
function pathsIn(memberships: string): Map<string, string> {
  const paths = new Map<string, string>()
  for (const line of memberships.split('\n')) {
    const [, controllers, path] = /^\d+:([^:]*):(.+)$/.exec(line) ?? []
    if (controllers === undefined || path === undefined) continue
    for (const controller of controllers.split(',')) paths.set(controller, path)
  }
  return paths
}

interface CgroupMount {
  readonly type: string
  /** What of the hierarchy is mounted: `/`, or less where we are in a container ourselves. */
  readonly root: string
  readonly point: string
  readonly options: readonly string[]
}

function mountsIn(mountInfo: string): CgroupMount[] {
  return mountInfo.split('\n').flatMap((line) => {
    const [own = '', system = ''] = line.split(' - ', 2)
    const [, , , root, point] = own.split(' ')
    const [type = '', , options = ''] = system.split(' ')
    if (root === undefined || point === undefined || !type.startsWith('cgroup')) return []
    return [{ type, root: unescaped(root), point: unescaped(point), options: options.split(',') }]
  })
}

/** undefined where the mount does not show that part of the hierarchy. */
function below({ root, point }: CgroupMount, path: string): string | undefined {
  if (root === '/') return join(point, path)
  if (path === root || path.startsWith(`${root}/`)) return join(point, path.slice(root.length))
  return undefined
}

/** Blanks and the like are written as octal numbers there. */
function unescaped(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
}
