import type { TimeAxis } from '../charts/axis.ts'
import { floorTimes } from '../charts/floor.ts'
import type { CellView } from '../charts/view.ts'
import { html, type Markup } from '../markup.ts'
import { countedMs, hasArrived } from '../samples.ts'

const WIDTH = 206
const BASE = 26
const BINS = 72

/** The time to chart of all users as summaries count it, as bars, with ticks where the best possible ones are. */
export function strip(view: CellView, axis: TimeAxis): Markup {
  const times = view.shown.trials.flatMap((trial) =>
    view.samples(trial.id).flatMap((sample) => {
      const ms = countedMs(sample, view.shown.timeoutMs)
      return ms === null ? [] : [{ ms, arrived: hasArrived(sample) }]
    }),
  )
  if (times.length === 0) return html``
  const bin = (ms: number) => Math.min(Math.floor((ms / axis.endMs) * BINS), BINS - 1)
  const counts = new Map<string, number>()
  for (const { ms, arrived } of times) {
    const key = `${bin(ms)} ${arrived}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const most = Math.max(...counts.values())
  const bars = [...counts].map(([key, count]) => {
    const [place, arrived] = key.split(' ')
    // A single user must still be seen.
    const height = Math.max(3, (count / most) * 19)
    return html`<rect class="${arrived === 'true' ? 'bar' : 'lost'}" x="${fixed((Number(place) / BINS) * WIDTH)}" y="${fixed(BASE - 4 - height)}" width="3" height="${fixed(height)}"/>`
  })
  const ticks = [...new Set(bestTimes(view).map((ms) => Math.round((ms / axis.endMs) * WIDTH)))]
  return html`<svg viewBox="0 0 ${WIDTH} 34" preserveAspectRatio="none" aria-hidden="true">${bars}<path class="base" d="M0 30.5H${WIDTH}"/>${ticks.map((x) => html`<path class="tick" d="M${x}.8 24v6"/>`)}</svg>`
}

/** The scale of the strips below it. */
export function stripAxis(axis: TimeAxis): Markup {
  const last = axis.ticks.at(-1)
  return html`<svg class="axis" viewBox="0 0 ${WIDTH} 14" aria-hidden="true">${axis.ticks.map((tick, i) => {
    const x = ((tick * axis.msPerUnit) / axis.endMs) * WIDTH
    const anchor = i === 0 ? 'start' : x > WIDTH - 14 ? 'end' : 'middle'
    return html`<text x="${fixed(x)}" y="11" text-anchor="${anchor}">${tick}${tick === last && ` ${axis.unit}`}</text>`
  })}</svg>`
}

/** The best possible times to chart; three figures of them where the floor cannot be set against each user. */
function bestTimes(view: CellView): readonly number[] {
  const floorMs = view.shown.trials[0]?.physics?.floorMs
  return floorTimes(view) ?? (floorMs ? [floorMs.p50, floorMs.p95, floorMs.max] : [])
}

function fixed(value: number): string {
  return String(Number(value.toFixed(1)))
}
