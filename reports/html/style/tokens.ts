import { dark as darkColors, light as lightColors } from '../../look/tokens.ts'

/** The custom properties of the light scheme, which paper has too. */
export const light = `color-scheme:light;${propertiesOf(lightColors)}`

/** Those of the dark scheme. */
export const dark = `color-scheme:dark;${propertiesOf(darkColors)}`

function propertiesOf(colors: Readonly<Record<string, string>>): string {
  return Object.entries(colors)
    .map(([token, color]) => `--${token}:${color};`)
    .join('')
}
