import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { extname, join } from 'node:path'
import { html, Markup } from '../markup.ts'

/**
 * The scripts of the page, in the order in which they run. Each is one or several modules, told by their paths
 * from here without extension: those that a module imports stand before it, and names are unique in a script.
 */
const scripts: readonly (readonly string[])[] = [
  [
    '../units',
    'browser/dom',
    'browser/waterfall/session',
    'browser/waterfall/lanes',
    'browser/waterfall/drawing',
    'browser/waterfall/rows',
    'browser/waterfall/index',
  ],
  ['browser/dom', 'browser/crosshair'],
  ['browser/whole'],
]

/** A script as it stands in the page. */
export interface PageScript {
  /** For the page's policy: `sha256-…` of the source. */
  readonly hash: string
  readonly element: Markup
}

/** Every script of the page, read from the files beside this one at each call. The page is complete without. */
export function pageScripts(): PageScript[] {
  return scripts.map((modules) => {
    const source = modules.map(sourceOf).join('\n')
    if (/<\/script|<!--/i.test(source)) throw new Error(`${modules.at(-1)} would end its own element`)
    return {
      hash: `sha256-${createHash('sha256').update(source).digest('base64')}`,
      element: new Markup(`<script type="module">${source}</script>`),
    }
  })
}

/** Data for a script: an element of the class `name` that holds `value` as JSON and cannot end early. */
export function dataBlock(name: string, value: object): Markup {
  const json = JSON.stringify(value).replaceAll('<', '\\u003c')
  return html`<script type="application/json" class="${name}">${new Markup(json)}</script>`
}

/** From a checkout the types are taken out; the published package holds JavaScript already. */
function sourceOf(module: string): string {
  const extension = extname(import.meta.filename)
  const source = readFileSync(join(import.meta.dirname, module + extension), 'utf8')
  return joined(extension === '.ts' ? withoutTypes(source) : source)
}

/** What modules say to each other is not needed where they stand one below the other. */
function joined(source: string): string {
  return source
    .replace(/^import\b[^'"]*['"][^'"]+['"];?$/gm, '')
    .replace(/^export (?:\{\};?$)?/gm, '')
    .replace(/\n{2,}/g, '\n')
    .trim()
}

/** Node warns that stripping is experimental: true of this call, and of no use to who reads the terminal. */
function withoutTypes(source: string): string {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return stripTypeScriptTypes(source).replace(/[ \t]+$/gm, '')
  } finally {
    process.emitWarning = emitWarning
  }
}
