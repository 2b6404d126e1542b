import { expect, test } from 'vitest'
import { newLook } from '../harness/commands/scaffold.ts'
import { dark, light } from '../reports/look/tokens.ts'
import { strategies } from '../strategies/index.ts'

// The colours of the strategies that ship, and of one that was just made, as people see them: against the card of
// either scheme, and beside each other by those who lack a kind of cone.

type Rgb = readonly [number, number, number]
type Matrix = readonly [Rgb, Rgb, Rgb]

const cards = { light: light.card, dark: dark.card }

/** What the colours that ship really keep: `single` and `proxy-pool` are the closest, with protanopia in the dark. */
const LEAST_APART = 18.8

/**
 * Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency"
 * (2009), severity 1.0; for linear RGB.
 */
const visions: Record<string, Matrix> = {
  'full colour vision': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}

const shipped = await Promise.all(
  Object.values(strategies).map(async (load) => {
    const { name, color, mark } = (await load()).default
    return { name, color, mark }
  }),
)
const drawn = [...shipped, { name: 'a new one', ...newLook }]

for (const scheme of ['light', 'dark'] as const) {
  test.each(drawn)(`$name has 3 : 1 against the ${scheme} card`, ({ color }) => {
    expect(contrast(linear(color[scheme]), linear(cards[scheme]))).toBeGreaterThanOrEqual(3)
  })
  for (const [vision, matrix] of Object.entries(visions)) {
    test(`with ${vision} the ${scheme} colours stay apart`, () => {
      const seen = drawn.map(({ name, color }) => ({
        name,
        lab: lab(times(matrix, linear(color[scheme]))),
      }))
      const pairs = seen.flatMap((a, i) =>
        seen.slice(i + 1).map((b) => ({ pair: `${a.name}, ${b.name}`, apart: distance(a.lab, b.lab) })),
      )
      const least = pairs.toSorted((a, b) => a.apart - b.apart)[0]!
      expect(least.apart, least.pair).toBeGreaterThanOrEqual(LEAST_APART)
    })
  }
}

test('every strategy has a mark of its own', () => {
  expect(new Set(drawn.map(({ mark }) => mark)).size).toBe(drawn.length)
})

function linear(hex: string): Rgb {
  const channel = (from: number) => {
    const value = Number.parseInt(hex.slice(from, from + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return [channel(1), channel(3), channel(5)]
}

function times(matrix: Matrix, color: Rgb): Rgb {
  const row = (of: Rgb) => of[0] * color[0] + of[1] * color[1] + of[2] * color[2]
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])]
}

/** WCAG 2.2, relative luminance and contrast ratio. */
function contrast(a: Rgb, b: Rgb): number {
  const luminance = ([red, green, blue]: Rgb) => 0.2126 * red + 0.7152 * green + 0.0722 * blue
  const [low, high] = [luminance(a), luminance(b)].sort((one, other) => one - other) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

/** CIE 1976 L*a*b* for D65, from linear sRGB, which is cut to what a screen can show. */
function lab(color: Rgb): Rgb {
  const [red, green, blue] = color.map((value) => Math.min(1, Math.max(0, value))) as [number, number, number]
  const f = (t: number) => (t > 216 / 24_389 ? Math.cbrt(t) : ((24_389 / 27) * t + 16) / 116)
  const x = f((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047)
  const y = f(0.2126729 * red + 0.7151522 * green + 0.072175 * blue)
  const z = f((0.0193339 * red + 0.119192 * green + 0.9503041 * blue) / 1.08883)
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

/** CIE76. */
function distance(a: Rgb, b: Rgb): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])
}
