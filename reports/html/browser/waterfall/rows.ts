/// <reference lib="dom" />
import type { SessionDetails } from '../../../charts/sessionDetails.ts'
import { element, shape } from '../dom.ts'
import { recorded, sentencesOf } from './session.ts'

/** A panel of the chart: its pictures, and over them what takes the clicks and the keys. */
export class Rows {
  readonly #name: string
  readonly #details: SessionDetails
  readonly #pick: HTMLElement
  readonly #pictures: readonly SVGSVGElement[]
  readonly #shown: (rows: Rows, row: number) => void
  #row = -1

  constructor(
    panel: Element,
    details: SessionDetails,
    { shown, hide, clicked }: { shown: (rows: Rows, row: number) => void; hide(): void; clicked(): void },
  ) {
    this.#name = panel.querySelector('h4 > span')?.textContent ?? ''
    this.#details = details
    this.#shown = shown
    const plots = panel.querySelector('.plots')
    this.#pictures = [...(plots?.querySelectorAll<SVGSVGElement>('svg.plot') ?? [])]
    this.#pick = element('div', 'pick')
    const attributes: Readonly<Record<string, string | number>> = {
      role: 'slider',
      tabindex: 0,
      'aria-orientation': 'vertical',
      'aria-label': `${this.#name}: one user's time`,
      'aria-valuemin': 1,
      'aria-valuemax': details.sessions.length,
      'aria-valuenow': 1,
      'aria-valuetext': 'no user chosen',
    }
    for (const [name, value] of Object.entries(attributes)) this.#pick.setAttribute(name, String(value))
    this.#pick.addEventListener('click', (event) => {
      this.choose(this.#rowAt(event.clientY))
      clicked()
    })
    this.#pick.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') return hide()
      const row = this.#after(event.key)
      if (row === undefined || event.ctrlKey || event.metaKey || event.altKey) return
      event.preventDefault()
      this.choose(row)
    })
    plots?.append(this.#pick)
  }

  get name(): string {
    return this.#name
  }

  get details(): SessionDetails {
    return this.#details
  }

  /** Marks a row and shows its session. */
  choose(row: number): void {
    this.#row = Math.min(Math.max(row, 0), this.#details.sessions.length - 1)
    const { name, end } = sentencesOf(recorded(this.#details, this.#row))
    this.#pick.setAttribute('aria-valuenow', String(this.#row + 1))
    this.#pick.setAttribute('aria-valuetext', `${name}: ${end}`)
    for (const picture of this.#pictures) this.#mark(picture)
    this.#shown(this, this.#row)
  }

  clear(): void {
    for (const picture of this.#pictures) picture.querySelector('.chosen')?.remove()
  }

  focus(): void {
    this.#pick.focus()
  }

  /** Where a key leads from the chosen row; undefined where it leads nowhere. */
  #after(key: string): number | undefined {
    const last = this.#details.sessions.length - 1
    const next: Readonly<Record<string, number>> = {
      ArrowDown: this.#row + 1,
      ArrowRight: this.#row + 1,
      ArrowUp: this.#row - 1,
      ArrowLeft: this.#row - 1,
      PageDown: this.#row + 10,
      PageUp: this.#row - 10,
      Home: 0,
      End: last,
      Enter: this.#row,
      ' ': this.#row,
    }
    return Object.hasOwn(next, key) ? next[key] : undefined
  }

  #rowAt(clientY: number): number {
    const picture = this.#pictures.find((one) => one.getClientRects().length > 0)
    if (!picture) return 0
    const box = picture.getBoundingClientRect()
    const y = ((clientY - box.top) / box.height) * picture.viewBox.baseVal.height
    return Math.floor((y - this.#details.top) / this.#rowHeight(picture))
  }

  #rowHeight(picture: SVGSVGElement): number {
    const { top, bottom, room } = this.#details
    return (picture.viewBox.baseVal.height - top - bottom) / room
  }

  #mark(picture: SVGSVGElement): void {
    const { top, left, right } = this.#details
    const height = this.#rowHeight(picture)
    const y = top + this.#row * height
    const width = picture.viewBox.baseVal.width - left - right
    picture.querySelector('.chosen')?.remove()
    const mark = shape('g', { class: 'chosen' })
    const middle = y + height / 2
    mark.append(
      shape('rect', {
        x: left - 1,
        y: y - 0.75,
        width: width + 2,
        height: height + 1.5,
        rx: 1.5,
        fill: 'none',
        stroke: 'var(--ink)',
        'stroke-width': 1.5,
      }),
      shape('path', { d: `M1 ${middle - 4}l6 4l-6 4z`, fill: 'var(--ink)' }),
    )
    picture.append(mark)
  }
}
