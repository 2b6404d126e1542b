/// <reference lib="dom" />
// A click on a row of the sessions chart, or the arrow keys in it, shows where the time of that one session
// went, as its client, its server and the database saw it. Adds no styles, and writes text alone.
import type { SessionDetails } from '../../../charts/sessionDetails.ts'
import { element } from '../dom.ts'
import { axisOf, laneOf, ticksOf } from './drawing.ts'
import { lanesOf } from './lanes.ts'
import { Rows } from './rows.ts'
import { recorded, sentencesOf } from './session.ts'

/** Below the panels of a figure: the session that was chosen last in any of them. */
function equip(figure: Element): void {
  const summary = element('p', 'summary')
  summary.setAttribute('aria-live', 'polite')
  const lanes = element('div', 'lanes')
  const close = element('button', '', 'Close')
  close.type = 'button'
  const box = element('div', 'waterfall', element('div', 'top', summary, close), lanes)
  let chosen: Rows | undefined

  const hide = () => {
    chosen?.clear()
    box.classList.remove('open')
    summary.replaceChildren()
    lanes.replaceChildren()
    if (box.contains(document.activeElement)) chosen?.focus()
    chosen = undefined
  }
  const shown = (rows: Rows, row: number) => {
    if (chosen !== rows) chosen?.clear()
    chosen = rows
    box.classList.add('open')
    const session = recorded(rows.details, row)
    const { name, end, rest } = sentencesOf(session)
    summary.replaceChildren(
      element('b', '', `${rows.name}, ${name}: ${end}`),
      rest === '' ? '' : ` (${rest})`,
    )
    const all = lanesOf(session, rows.details)
    const until = Math.max(1, ...all.flatMap(({ pieces }) => pieces.map(({ to }) => to))) * 1.02
    const ticks = ticksOf(until)
    lanes.replaceChildren(...all.map((lane) => laneOf(lane, until, ticks)), axisOf(until, ticks))
  }
  // Whoever uses the keys must go on seeing the rows; who clicks must see what it led to.
  const clicked = () => box.scrollIntoView({ block: 'nearest' })
  const heard = { shown, hide, clicked }
  close.addEventListener('click', hide)
  box.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') hide()
  })
  for (const panel of figure.querySelectorAll('.panel')) {
    const data = panel.querySelector('script.details')
    const details = data && (JSON.parse(data.textContent ?? '') as SessionDetails)
    if (details && details.sessions.length > 0) new Rows(panel, details, heard)
  }
  figure.querySelector('.panels')?.after(box)
}

const section = document.getElementById('sessions')
if (section) {
  for (const figure of section.querySelectorAll('.figure')) equip(figure)
  const hint = 'Click a row, or move through the rows with the arrow keys, for one user’s time in detail.'
  section.querySelector('.prose')?.after(element('p', 'hint', hint))
}
