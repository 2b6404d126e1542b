import { expect, test } from 'vitest'
import { draw } from './draw.ts'

const ticks = (values: number[]) => ({
  data: { values: [{ at: 0 }] },
  mark: { type: 'rule', color: 'var(--ink)', opacity: 0.5 },
  encoding: {
    x: {
      field: 'at',
      type: 'quantitative',
      scale: { domain: [0, 100] },
      axis: { values, labelOverlap: 'parity', labelExpr: `datum.value + ' percent'` },
    },
  },
})

test('labels that would overlap are left out, not drawn over each other', async () => {
  const texts = async (width: number) => {
    const plot = { alternative: 'a <b>', layers: [ticks([0, 25, 50, 75, 100])] }
    return (await draw(plot, { width, height: 60 }, 'wide')).match(/<text/g)?.length
  }
  expect(await texts(900)).toBe(5)
  expect(await texts(250)).toBe(3)
})

test('one picture with one description; what is pale stays pale', async () => {
  const svg = await draw(
    { alternative: 'a "b" <c>', layers: [ticks([0])] },
    { width: 100, height: 60 },
    'slim',
  )
  expect(svg).toMatch(/^<svg class="plot slim" role="img" aria-label="a &quot;b&quot; &lt;c&gt;"/)
  expect(svg).toContain('opacity="0.5"')
  expect(svg).not.toMatch(/ (xmlns|font-family|aria-hidden)=| opacity="1"/)
})
