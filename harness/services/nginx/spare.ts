import { quoted } from '../../../strategies/parts/nginx/configuration.ts'
import type { NginxOptions, ServiceContext, SpareNginx } from '../contract.ts'
import { type NginxFiles, writeConfiguration } from './configuration.ts'
import { hasBegun } from './master.ts'
import { createSite, type Installation, runIn } from './running.ts'

/** It takes hundredths of a second; a start from nothing is quicker than to wait longer for one that hangs. */
const TAKE_OVER_MS = 2_000

/**
 * Starts an nginx that serves nobody yet, in a folder of its own, and resolves once it does. What it is started with
 * later it takes as a running one takes a change: it reads its configuration again, which costs hundredths of a second
 * where a start costs tenths. Rejects as `launch` does, or with why it did not begin, having left nothing.
 */
export async function startSpare(
  installation: Installation,
  context: ServiceContext & Omit<NginxOptions, 'configure'>,
): Promise<SpareNginx> {
  const site = createSite(context.ledger)
  try {
    writeConfiguration(site.files, idleConfiguration(site.files))
    // Nobody has the port of one that listens nowhere.
    const master = (await installation.launch(site.files, context.port))!
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
          return await runIn(
            site,
            { ...installation, launch: takeOver, readyMs: TAKE_OVER_MS },
            { ...context, configure },
          )
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
  return `pid ${quoted(`${folder}/nginx.pid`)};\nerror_log stderr;\nevents {}\n`
}
