/// <reference lib="dom" />
// Over a grid of panels with a common axis of time: a line at one moment in all of them, and what each panel
// holds there; under the pointer, at a touch, or by the arrow keys. Adds no styles, and writes text alone.
import type { Reading } from '../../charts/resourceRows/contract.ts'
import type { ResourceDetails } from '../../charts/resources.ts'
import { element, shape } from './dom.ts'

interface Panel {
  readonly picture: SVGSVGElement
  readonly details: ResourceDetails
  readonly line: SVGElement
  readonly text: HTMLElement
}

const NOT_READ = 'point at a moment'
/** Of the axis, in one step of a key, and in a long one. */
const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -0.01,
  ArrowDown: -0.01,
  ArrowRight: 0.01,
  ArrowUp: 0.01,
  PageDown: -0.1,
  PageUp: 0.1,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
}

function panelOf(place: Element): Panel | undefined {
  const picture = place.querySelector<SVGSVGElement>('svg.plot')
  const data = place.querySelector('script.details')
  if (!picture || !data) return undefined
  const details = JSON.parse(data.textContent ?? '') as ResourceDetails
  const line = shape('path', { class: 'cross' })
  picture.append(line)
  const text = element('span', 'read')
  text.setAttribute('aria-hidden', 'true')
  place.append(text)
  return { picture, details, line, text }
}

/** What a reading holds at a moment: `23 %`; nothing before its first value and after its last. */
function readAt({ unit, holds, at, values }: Reading, ms: number): string | undefined {
  // The first item after the moment, or at it where values hold up to their own.
  const next = at.findIndex((stamp) => (holds === 'before' ? stamp >= ms : stamp > ms))
  const place = holds === 'before' ? next : next === -1 ? at.length - 1 : next - 1
  const value = values[place]
  return value === undefined ? undefined : `${value}${unit}`
}

/** `5.25 s` where the axis is long, `350 ms` where it is short. */
function timeOf(ms: number, endMs: number): string {
  if (endMs < 2_000) return `${ms.toFixed(0)}\u00a0ms`
  return `${(ms / 1_000).toFixed(endMs < 20_000 ? 2 : 1)}\u00a0s`
}

/** The crosshair of one grid; there is at most one line at a time. */
function equip(grid: Element): void {
  const scroll = grid.querySelector<HTMLElement>('.scroll')
  const panels = [...grid.querySelectorAll('.panel')].flatMap((place) => panelOf(place) ?? [])
  const endMs = panels[0]?.details.endMs
  if (!scroll || endMs === undefined) return
  let atMs: number | undefined

  const slider = element('span', 'when', NOT_READ)
  const attributes: Readonly<Record<string, string>> = {
    role: 'slider',
    tabindex: '0',
    'aria-label': 'Moment that is read in all panels',
    'aria-valuemin': '0',
    'aria-valuemax': String(Math.round(endMs)),
    'aria-valuenow': '0',
    'aria-valuetext': 'none',
  }
  for (const [name, value] of Object.entries(attributes)) slider.setAttribute(name, value)
  grid.querySelector('figcaption')?.prepend(slider)

  const show = (ms: number) => {
    atMs = Math.min(Math.max(ms, 0), endMs)
    const time = timeOf(atMs, endMs)
    slider.textContent = `at ${time}`
    slider.classList.add('on')
    slider.setAttribute('aria-valuenow', String(Math.round(atMs)))
    slider.setAttribute('aria-valuetext', time)
    for (const { picture, details, line, text } of panels) {
      const { width, height } = picture.viewBox.baseVal
      const x = details.left + (atMs / endMs) * (width - details.left - details.right)
      line.setAttribute('d', `M${x.toFixed(1)} 0V${height}`)
      const moment = atMs
      text.textContent =
        details.readings.flatMap((reading) => readAt(reading, moment) ?? []).join(' · ') || '–'
    }
  }
  const hide = () => {
    atMs = undefined
    slider.textContent = NOT_READ
    slider.classList.remove('on')
    slider.setAttribute('aria-valuetext', 'none')
    for (const { line, text } of panels) {
      line.removeAttribute('d')
      text.textContent = ''
    }
  }
  const point = (event: PointerEvent) => {
    const over = panels.find(({ picture }) => picture.parentElement?.contains(event.target as Node))
    if (!over) return
    const box = over.picture.getBoundingClientRect()
    const { width } = over.picture.viewBox.baseVal
    const { left, right } = over.details
    const x = ((event.clientX - box.left) / box.width) * width
    show(((x - left) / (width - left - right)) * endMs)
  }
  scroll.addEventListener('pointermove', point)
  scroll.addEventListener('pointerdown', point)
  scroll.addEventListener('pointerleave', (event) => {
    // A finger that was lifted has left; what it pointed at is still to be read.
    if (event.pointerType !== 'touch' && document.activeElement !== slider) hide()
  })
  slider.addEventListener('focus', () => show(atMs ?? 0))
  slider.addEventListener('blur', hide)
  slider.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') return hide()
    if (!Object.hasOwn(STEPS, event.key) || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    show((atMs ?? 0) + STEPS[event.key]! * endMs)
  })
}

for (const grid of document.querySelectorAll('.figure.grid')) equip(grid)
