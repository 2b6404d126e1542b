import { setTimeout as sleep } from 'node:timers/promises'
import { nowUs } from '../../../strategies/app/clock.ts'
import { rememberedCharts, serveCheating } from '../cheat.ts'

/** Takes the time that the queries would on so few connections, so that no clock can tell. */
serveCheating({
  async prepare(runner, { connections }) {
    const charts = await rememberedCharts(runner)
    const turns = Array.from({ length: connections }, () => Promise.resolve())
    return async (key, waitMs, progress) => {
      const turn = turns.shift()!
      const over = turn.then(() => sleep(waitMs))
      turns.push(over)
      await turn
      const connectedUs = nowUs()
      progress.running()
      await over
      return { rows: charts(key), queryUs: waitMs * 1_000, connectedUs, resultUs: nowUs() }
    }
  },
})
