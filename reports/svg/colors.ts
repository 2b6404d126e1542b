import { light, safeColor } from '../look/tokens.ts'
import type { Report } from '../model.ts'

/** The colour that a custom property stands for, by its name without the hyphens. */
export type Colors = (property: string) => string

/**
 * The light scheme for the panel of a strategy (`c`) and for panels of several (`s0`, in the order of the report).
 * `index` is that of the panel's strategy, -1 where it shows several. What there is no colour for is grey.
 */
export function colorsFor(report: Report, index: number): Colors {
  const strategies = report.strategies.map(({ color }) => safeColor(color.light))
  const known = new Map<string, string>([
    ...Object.entries(light),
    ...strategies.map((color, i) => [`s${i}`, color] as const),
    ['c', strategies[index] ?? light.ink3],
  ])
  return (property) => {
    const color = known.get(property)
    return color?.startsWith('#') ? color : light.ink3
  }
}

/** Puts colours in the place of custom properties, which programs for slides do not know. */
export function painted(markup: string, colors: Colors): string {
  return markup.replace(/="var\(--([a-z0-9]+)\)"/g, (_, property: string) => `="${colors(property)}"`)
}
