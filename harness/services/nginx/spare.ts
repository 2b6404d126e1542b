import type { NginxOptions, ServiceContext, SpareNginx } from '../contract.ts'
import { type NginxFiles, writeConfiguration } from './configuration.ts'
import { hasBegun } from './master.ts'
import { createSite, type Installation, runIn } from './running.ts'

/**
 * Starts an nginx that serves nobody yet, in a folder of its own, and resolves once it does. What it is started with
 * later it takes as a running one takes a change: it reads its configuration again, which costs hundredths of a second
 * where a start costs tenths. Rejects as `runNginx` does, having left nothing.
 */
export async function startSpare(
  installation: Installation,
  context: ServiceContext & Omit<NginxOptions, 'configure'>,
): Promise<SpareNginx> {
  const site = createSite(context.ledger)
  try {
    writeConfiguration(site.files, idleConfiguration(site.files))
    const master = await installation.launch(site.files, context.port)
    if (!master) throw new Error('its port is in use')
    try {
      await hasBegun(master, context.signal)
    } catch (error) {
      await master.stop({ graceMs: 0 })
      throw error
    }
    const takeOver = async () => {
      await master.hangUp()
      return master
    }
    return {
      async start(configure) {
        try {
          return await runIn(site, { ...installation, launch: takeOver }, { ...context, configure })
        } catch (error) {
          await master.stop({ graceMs: 0 })
          throw error
        }
      },
      async [Symbol.asyncDispose]() {
        await using _site = site
        await master.stop({ graceMs: 0 })
      },
    }
  } catch (error) {
    await site[Symbol.asyncDispose]()
    throw error
  }
}

/** Listens nowhere. */
function idleConfiguration({ folder }: NginxFiles): string {
  return `pid "${folder}/nginx.pid";\nerror_log stderr;\nevents {}\n`
}
