import { expect, test } from 'vitest'
import { draw } from './draw.ts'
import { type Mark, markOf, marksLayer } from './marks.ts'

const marks: Mark[] = ['circle', 'triangle', 'square', 'diamond', 'cross', 'star', 'plus']
const x = { field: 'x', type: 'quantitative', axis: null }
const y = { field: 'y', type: 'quantitative', axis: null }

test('every mark is drawn in plots with an outline of its own, solid and hollow', async () => {
  const values = marks.map((mark, i) => ({ mark, color: `var(--s${i})`, x: i, y: 0 }))
  const layers = [
    marksLayer(values, x, y),
    marksLayer(
      values.map((value) => ({ ...value, hollow: true })),
      x,
      y,
    ),
  ]
  const svg = await draw({ alternative: 'marks', layers }, { width: 200, height: 60 }, 'wide')
  const outlines = [...svg.matchAll(/ d="([^"]+)" fill="([^"]+)"/g)]
  expect(new Set(outlines.map((match) => match[1])).size).toBe(marks.length)
  expect(outlines.map((match) => match[2])).toEqual([
    ...marks.map((_, i) => `var(--s${i})`),
    ...marks.map(() => 'var(--card)'),
  ])
  expect(svg).not.toContain('NaN')
})

test('beside a name it is the same outline', () => {
  expect(new Set(marks.map((mark) => markOf(mark).html)).size).toBe(marks.length)
  expect(markOf('diamond').html).toContain('<path d="M0 -1L1 0L0 1L-1 0Z"/>')
})
