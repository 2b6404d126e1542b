import { isAbsolute } from 'node:path'
import { nginxConfiguration, type Upstream } from '../../strategies/parts/nginx/configuration.ts'
import { wrongUse } from '../errors.ts'
import { processName } from './processName.ts'

/**
 * The configuration of an nginx in front of chart servers that were started one by one, under these names.
 * Throws wrong use.
 */
export function exportNginx(options: { worker: readonly string[]; listen: string; folder: string }): string {
  const { host, port } = place('--listen', options.listen)
  if (!isAbsolute(options.folder)) throw wrongUse(`--folder must be an absolute path, not ${options.folder}`)
  return nginxConfiguration({ listen: host, port, folder: options.folder }, options.worker.map(upstream))
}

function upstream(text: string): Upstream {
  const [name = '', at = ''] = text.split('=', 2)
  // They tell nginx themselves whether a slot is free; how many each has need not be known here.
  return {
    name: processName('--worker', name),
    address: place('--worker', at),
    slots: 1,
    draining: false,
    line: true,
  }
}

/** `host:port`; an address of IPv6 in brackets. */
function place(option: string, text: string): { host: string; port: number } {
  const [, host, port] = /^\[?([\w.:-]+?)\]?:(\d{1,5})$/.exec(text) ?? []
  if (host !== undefined && Number(port) >= 1 && Number(port) <= 65_535) return { host, port: Number(port) }
  throw wrongUse(`${option} must name a host and a port such as 10.0.0.5:5100, not ${text || '(nothing)'}`)
}
