import { strict as assert } from 'node:assert'
import { SENSORS, WINDOWS } from '../app/protocol/chart.ts'
import { ask, assertError, postSessions } from './ask.ts'
import type { ConformanceCheck } from './contract.ts'
import { assertServes } from './user.ts'

export const parameters: readonly ConformanceCheck[] = [
  {
    name: 'parameters out of bounds are refused with the bound',
    async run(subject) {
      const { url, settings } = subject
      const bounds: Record<string, string> = {
        'sensor=-1': `${SENSORS - 1}`,
        [`sensor=${SENSORS}`]: `${SENSORS - 1}`,
        'sensor=1.5': `${SENSORS - 1}`,
        'sensor=1&sensor=2': `${SENSORS - 1}`,
        [`window=${WINDOWS}`]: `${WINDOWS - 1}`,
        'window=none': `${WINDOWS - 1}`,
        'widgets=0': `${settings.limits.widgets}`,
        [`widgets=${settings.limits.widgets + 1}`]: `${settings.limits.widgets}`,
        [`query=${settings.maxQueryMs + 1}ms`]: `${settings.maxQueryMs}`,
        'query=-5ms': `${settings.maxQueryMs}`,
        'query=soon': `${settings.maxQueryMs}`,
        'query=': `${settings.maxQueryMs}`,
      }
      for (const [query, bound] of Object.entries(bounds)) {
        const message = assertError(await ask(url, `/?${query}`), 'MALFORMED', query)
        assert.ok(message.includes(query.split('=')[0]!), `${query}: "${message}" names no parameter`)
        assert.ok(message.includes(bound), `${query}: "${message}" does not name the bound ${bound}`)
      }
    },
  },
  {
    name: 'a body that is no JSON object is refused, and one that is too large',
    async run(subject) {
      const { url, settings } = subject
      for (const body of ['{"sensor":', '[1]', '7', 'null']) {
        assertError(await postSessions(url, body), 'MALFORMED', `the body ${body}`)
      }
      assertError(await postSessions(url, '{"sensor":"1e3"}'), 'MALFORMED', 'a parameter of the wrong type')
      const large = JSON.stringify({ sensor: 1, padding: 'x'.repeat(settings.limits.messageBytes) })
      assertError(await postSessions(url, large), 'TOO_LARGE', 'a large body')
      await assertServes(subject)
    },
  },
]
