import { execFile } from 'node:child_process'
import { spawnChild } from '../../lifecycle/children.ts'
import type { Ledger } from '../../lifecycle/ledger.ts'
import { lookUp } from '../../lifecycle/process.ts'
import { NGINX_ROLE } from '../../lifecycle/traces/process.ts'
import { configurationFile, type NginxFiles, nginxCommand } from './configuration.ts'
import { type Master, workersOf } from './master.ts'

const CHECK_MS = 20_000
const STOP_MS = 5_000

/** Starts the machine's own nginx. It leads a process group of its own, which its workers stay in. */
export function launchLocally(
  program: string,
  { folder, user }: NginxFiles,
  { ledger, forwardStderr = false }: { ledger: Ledger; forwardStderr?: boolean | undefined },
): Master {
  const rights = user && { uid: user.uid, gid: user.gid }
  const child = spawnChild({
    command: nginxCommand(program, folder, configurationFile({ folder })),
    role: NGINX_ROLE,
    ledger,
    cwd: folder,
    stdin: 'ignore',
    stdout: 'ignore',
    user: rights,
    forwardStderr,
  })
  const exited = new Promise<Awaited<Master['ended']>>((resolve) => {
    child.process.once('exit', (code, signal) => resolve({ code, signal }))
  })
  // Workers outlive a master that was killed, and go on serving: they are ended before its end is told.
  const tidied = exited.then(() => child.stop({ graceMs: 0 }))
  const ended = tidied.then(
    () => exited,
    // Whoever stops it learns of that.
    () => exited,
  )
  return {
    pid: child.pid,
    isRunning: () => lookUp(child.pid) !== undefined,
    tail: () => child.tail(),
    listen(take) {
      child.process.stderr?.on('data', take)
      return { [Symbol.dispose]: () => child.process.stderr?.off('data', take) }
    },
    workers: async () => workersOf(child.pid),
    check: (file) =>
      new Promise((resolve) => {
        const [path = '', ...parameters] = nginxCommand(program, folder, file)
        const options = { cwd: folder, timeout: CHECK_MS, ...rights }
        execFile(path, [...parameters, '-t'], options, (error, _, stderr) => {
          resolve(error ? stderr || error.message : undefined)
        })
      }),
    hangUp: async () => void child.process.kill('SIGHUP'),
    gone: ended.then(() => {}),
    ended,
    async stop({ graceMs = STOP_MS } = {}) {
      await child.stop({ graceMs })
      await tidied
    },
  }
}
