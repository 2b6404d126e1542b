import { readFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A file that a page loads. */
export interface Asset {
  readonly type: string
  readonly content: Buffer
}

const JAVASCRIPT = 'text/javascript; charset=utf-8'

/** The drawing libraries, from the packages that this server was installed with. */
const libraries: Readonly<Record<string, () => Promise<Buffer>>> = {
  'vega.js': () => besideEntry('vega', 'vega.min.js'),
  'vega-lite.js': () => besideEntry('vega-lite', 'vega-lite.min.js'),
  'vega-embed.js': () => besideEntry('vega-embed', 'vega-embed.min.js'),
  // A module that imports what the global `vega` already holds.
  'vega-interpreter.js': async () => {
    const source = String(await besideEntry('vega-interpreter', 'vega-interpreter.js'))
    return Buffer.from(
      source.replace(/^import (\{[^}]+\}) from 'vega-util';/m, 'const $1 = globalThis.vega;'),
    )
  },
}

/** Modules of this app that also run in browsers, by the path under which the page asks for them. */
const modules = new Set([
  'page/browser/connection',
  'page/browser/embed',
  'page/browser/draw',
  'page/browser/style',
  'protocol/chart',
  'protocol/codes',
  'protocol/messages',
  'protocol/reattach',
  'protocol/schema',
])

const cache = new Map<string, Promise<Asset>>()

/** `/assets/<name>`, or undefined where there is no such file. Each is read once. */
export function libraryAsset(name: string): Promise<Asset> | undefined {
  const read = Object.hasOwn(libraries, name) ? libraries[name] : undefined
  if (name === 'page.css')
    return cached(name, async () => ({
      type: 'text/css; charset=utf-8',
      content: await readFile(join(import.meta.dirname, name)),
    }))
  return read && cached(name, async () => ({ type: JAVASCRIPT, content: await read() }))
}

/** `/app/<path>.js`: one of our modules as a browser runs it, or undefined where it is not for browsers. */
export function moduleAsset(path: string): Promise<Asset> | undefined {
  const name = path.replace(/\.js$/, '')
  if (!modules.has(name)) return undefined
  return cached(path, async () => ({ type: JAVASCRIPT, content: await browserModule(name) }))
}

function cached(name: string, make: () => Promise<Asset>): Promise<Asset> {
  let asset = cache.get(name)
  if (!asset) {
    asset = make()
    cache.set(name, asset)
  }
  return asset
}

async function besideEntry(packageName: string, file: string): Promise<Buffer> {
  return readFile(join(dirname(fileURLToPath(import.meta.resolve(packageName))), file))
}

/** From a checkout the types are taken out; the published package holds JavaScript already. */
async function browserModule(name: string): Promise<Buffer> {
  const extension = extname(import.meta.filename)
  const source = await readFile(join(import.meta.dirname, '..', name + extension), 'utf8')
  if (extension === '.js') return Buffer.from(source)
  const stripped = stripTypeScriptTypes(source)
  return Buffer.from(stripped.replace(/(from\s+['"]\.[^'"]+)\.ts(['"])/g, '$1.js$2'))
}
