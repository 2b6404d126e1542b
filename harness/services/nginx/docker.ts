import { containerOf, fetchImage, inContainer, requireEngine } from '../../containers/available.ts'
import type { Engine } from '../../containers/engine.ts'
import { chooseImage, imageMissing } from '../../containers/images.ts'
import { BenchError, exitCodes } from '../../errors.ts'
import { LOOPBACK } from '../../lifecycle/ports.ts'
import type {
  AddressKind,
  Nginx,
  NginxOptions,
  NginxProvider,
  ServiceContext,
  SpareNginx,
} from '../contract.ts'
import { HOST_NAME, launchInContainer } from './dockerMaster.ts'
import { imageVersion } from './imageVersion.ts'
import { type Installation, runNginx } from './running.ts'
import { startSpare } from './spare.ts'

/**
 * nginx in a container, with no more rights than the machine's own would have: as the same user, without any
 * capability, on a file system that it cannot write to save for its folder. In a rootless engine it is root, who is
 * there the user that has started the engine, and may change its groups.
 */
export const dockerNginx: NginxProvider = {
  name: 'docker',
  service: 'nginx',

  async probe() {
    const found = await inContainer('nginx')
    return found.ok ? { ok: true, reason: found.reason } : found
  },

  fetch: (context) => fetchImage('nginx', context),

  container: () => containerOf('nginx'),

  start: async (context) => startOn(await requireEngine(), context),

  spare: async (context) => spareOn(await requireEngine(), context),

  async version() {
    const engine = await requireEngine()
    return imageVersion(engine, await chooseImage(engine, 'nginx'))
  },

  reaches: async () => reachedFrom(await requireEngine()),

  async load() {
    const { loadStarter } = await import('../../containers/container.ts')
    await loadStarter(await requireEngine())
  },
}

/**
 * The same, in an engine that is named. Rejects with IMAGE_MISSING where it has no image, since nothing is pulled, and
 * with HOST_NOT_SERVED where it would have to publish its port to others than this machine.
 */
export async function startOn(engine: Engine, context: ServiceContext & NginxOptions): Promise<Nginx> {
  return runNginx(await installationIn(engine, context), context)
}

/**
 * The same for a spare: a container that runs, and whose nginx listens nowhere yet. Undefined where ports are published,
 * since no two containers can have the same.
 */
export async function spareOn(
  engine: Engine,
  context: ServiceContext & Omit<NginxOptions, 'configure'>,
): Promise<SpareNginx | undefined> {
  if (engine.network === 'ports') return undefined
  return startSpare(await installationIn(engine, context), context)
}

async function installationIn(
  engine: Engine,
  context: ServiceContext & Omit<NginxOptions, 'configure'>,
): Promise<Installation> {
  const { reference, here } = await chooseImage(engine, 'nginx')
  if (!here) throw imageMissing(reference, 'nothing is pulled while a trial runs')
  if (engine.network === 'ports') mustBeLoopback(context.host)
  return {
    provider: 'docker',
    ...(engine.network === 'ports' && { network: { listen: '0.0.0.0', upstreamHost: HOST_NAME } }),
    launch: (files, port) => launchInContainer({ engine, image: reference }, files, port, context),
  }
}

/**
 * By what nginx in a container reaches chart servers. On the machine's own network: by all that the machine's own
 * nginx would. From a network of the engine's: by Unix sockets, whose folders it sees under the same path, where
 * it shares our kernel; else, as sockets do not lead into a virtual machine, by the ports of
 * `host.docker.internal`, which Docker Desktop leads to the host's 127.0.0.1 (that has not been tried). Where the
 * kernel is shared that name is an address of the engine's network, on which chart servers do not listen: they are not
 * opened to any network for this.
 */
export function reachedFrom({ network, sharesKernel }: Engine): readonly AddressKind[] {
  if (network === 'host') return ['path', 'port']
  return sharesKernel ? ['path'] : ['port']
}

/** Ports of containers are published on 127.0.0.1 alone, so another address would be promised in vain. */
function mustBeLoopback(host = LOOPBACK): void {
  if (host === LOOPBACK) return
  throw new BenchError('HOST_NOT_SERVED', `nginx in a container cannot listen on ${host}`, {
    exitCode: exitCodes.machineLacks,
    hint: `the ports of containers are published on ${LOOPBACK} alone; --provider nginx=local listens on ${host}`,
  })
}
