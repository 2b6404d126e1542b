import { findEngine } from '../../containers/engine.ts'
import { imageVariables } from '../../containers/imageNames.ts'
import { lookUpImage, officialImages } from '../../containers/images.ts'
import { offlineImage } from '../../containers/offlineImages.ts'
import { BenchError } from '../../errors.ts'
import type { StrategyReference } from '../../target/strategyReference.ts'
import { whatLacks } from '../ableStrategies.ts'
import type { Installable } from './contract.ts'
import { installables } from './index.ts'
import { thisMachine } from './machine.ts'
import { setUp } from './perform.ts'

/**
 * What `bench setup --yes` would do, for what these strategies need and cannot find; where they are to run in
 * containers, `bench setup images --yes` for the image that holds them. Where it fails, that is said and nothing
 * else: whoever needs what is still missing says so in turn.
 */
export async function setUpFor(
  strategies: readonly StrategyReference[],
  { provider, isolate }: { readonly provider: string; readonly isolate?: string | undefined },
  say: (line: string) => void,
): Promise<void> {
  const things: Installable[] = []
  if (await whatLacks(strategies, provider)) things.push(await installables.nginx())
  if (isolate === 'docker' && !process.env[imageVariables.bench])
    things.push(await installables.images({ offline: await builtOffline() }))
  for (const thing of things) await attempt(thing, say)
}

async function attempt(thing: Installable, say: (line: string) => void): Promise<void> {
  try {
    await setUp(thing, { machine: thisMachine, agreed: true, say })
  } catch (error) {
    if (!(error instanceof BenchError && error.code === 'NOT_INSTALLED')) throw error
    say(error.message)
    if (error.hint !== undefined) say(`  ${error.hint}`)
  }
}

/** Whether somebody has built the offline images here, for want of a registry. */
async function builtOffline(): Promise<boolean> {
  const { engine } = await findEngine()
  if (!engine) return false
  const [official, offline] = await Promise.all(
    [officialImages.node, offlineImage('node')].map((reference) => lookUpImage(engine, reference)),
  )
  return !official && offline !== undefined
}
