import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Engine } from '../../harness/containers/engine.ts'
import { offlineImage } from '../../harness/containers/offlineImages.ts'
import { changedImage } from '../../harness/containers/testImage.ts'

/** By which the library knows a reaper that it may use. */
export const REAPER_LABEL = 'org.testcontainers.ryuk'

/** An image of the stand-in reaper, which the engine must have Node for; disposal removes it. */
export function reaperImage(engine: Engine) {
  const program = readFileSync(join(import.meta.dirname, 'standInReaper.fixture.ts'), 'utf8')
  const command = ['node', '--input-type=module-typescript', '--eval', program]
  return changedImage(
    { engine, reference: offlineImage('node') },
    `LABEL ${REAPER_LABEL}=true`,
    `CMD ${JSON.stringify(command)}`,
  )
}
