import { afterAll, beforeAll, describe, test } from 'vitest'
import type { Services } from '../harness/services/start.ts'
import { resolveStrategy } from '../harness/target/strategyReference.ts'
import { verifySettings } from '../harness/verify/settings.ts'
import { startSubject } from '../harness/verify/subject.ts'
import { queryModes } from '../strategies/app/settings.ts'
import type { Booted } from '../strategies/conformance/contract.ts'
import { suiteFor } from '../strategies/conformance/index.ts'
import { strategies, strategyNames } from '../strategies/index.ts'
import { startTestServices } from './services.ts'

/** Five over two workers is 3 and 2: what is divided must not be rounded away. */
const CONNECTIONS = 5
const WORKERS = 2
/** Every wait within a check has its own end, and says what it waited for. */
const CHECK_MS = 60_000

let services: Services
beforeAll(async () => {
  services = await startTestServices()
})
afterAll(() => services?.[Symbol.asyncDispose]())

for (const name of strategyNames) {
  const { default: strategy } = await strategies[name]()
  for (const mode of queryModes) {
    describe(`${name}, ${mode} queries`, () => {
      let subject: Booted
      beforeAll(async () => {
        subject = await startSubject({
          reference: await resolveStrategy(name),
          services,
          settings: verifySettings({ queryMode: mode, connections: CONNECTIONS, workers: WORKERS }),
          signal: new AbortController().signal,
        })
      })
      afterAll(() => subject?.[Symbol.asyncDispose]())

      for (const check of suiteFor(strategy.capabilities, mode)) {
        test(check.name, { timeout: CHECK_MS }, async (context) => {
          const reason = check.inapplicable?.(subject)
          if (reason !== undefined) context.skip(reason)
          await check.run(subject)
        })
      }
    })
  }
}
