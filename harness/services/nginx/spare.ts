import type { NginxOptions, ServiceContext, SpareNginx } from '../contract.ts'
import type { NginxFiles } from './configuration.ts'
import type { Master } from './master.ts'
import { createSite, type Installation, runIn } from './running.ts'

/**
 * Makes an nginx ready to be started in a folder of its own. `launch` is called at once, as that of an installation:
 * what it does it does, but for the start itself, which waits for `startWhen`; aborting `signal` ends it, having left
 * nothing.
 */
export function createSpare(
  installation: Omit<Installation, 'launch'>,
  context: ServiceContext & Omit<NginxOptions, 'configure'>,
  launch: (files: NginxFiles, signal: AbortSignal, startWhen: Promise<void>) => Promise<Master | undefined>,
): SpareNginx {
  const site = createSite(context.ledger)
  const wanted = Promise.withResolvers<void>()
  const unwanted = new AbortController()
  const signal = AbortSignal.any([context.signal, unwanted.signal])
  const master = launch(site.files, signal, wanted.promise)
  const drop = async () => {
    unwanted.abort()
    // What fails has left nothing, and is told by the start.
    await master.catch(() => {})
  }
  master.catch(() => {})
  return {
    async start(configure) {
      const now = {
        ...installation,
        launch() {
          wanted.resolve()
          return master
        },
      }
      try {
        return await runIn(site, now, { ...context, configure })
      } catch (error) {
        await drop()
        throw error
      }
    },
    async [Symbol.asyncDispose]() {
      await using _site = site
      await drop()
    },
  }
}
