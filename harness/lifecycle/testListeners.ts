import { readFileSync } from 'node:fs'

/** On which addresses of this machine, as the kernel writes them, somebody listens on a TCP port; for tests. */
export function listeningAddresses(port: number): string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, '0')
  const lines = ['tcp', 'tcp6'].flatMap((table) => readFileSync(`/proc/net/${table}`, 'utf8').split('\n'))
  return lines.flatMap((line) => {
    const [, local = '', , state] = line.trim().split(/\s+/)
    const [address = '', ownPort] = local.split(':')
    return state === '0A' && ownPort === hex ? [address] : []
  })
}
