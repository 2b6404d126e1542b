import { nowUs } from '../../../strategies/app/clock.ts'
import { rememberedCharts, serveCheating } from '../cheat.ts'

serveCheating({
  async prepare(runner) {
    const charts = await rememberedCharts(runner)
    return async (key, waitMs, progress) => {
      progress.running()
      return { rows: charts(key), queryUs: waitMs * 1_000, connectedUs: nowUs(), resultUs: nowUs() }
    }
  },
})
