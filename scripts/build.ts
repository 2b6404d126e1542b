// Makes `dist/`, the compiled program that is published: `npm run build`. Node strips no types from files
// below node_modules, so a package has to be JavaScript. `node scripts/build.ts <folder>` makes the same
// elsewhere, for an image, and leaves the types to whoever checks them.
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, extname, join, relative, resolve } from 'node:path'
import { ships } from '../harness/containers/ships.ts'
import { root, runCommand } from './commands.ts'

/** `docker` holds no sources to compile, but what images are built from. */
const ROOMS = ['strategies', 'harness', 'scenarios', 'reports', 'docker']
/** Folders that hold what only tests need. */
const LEFT_OUT = new Set(['fixtures', 'golden'])

const elsewhere = process.argv[2]
const dist = elsewhere === undefined ? join(root, 'dist') : resolve(elsewhere)

async function compile(): Promise<void> {
  const unchecked = elsewhere === undefined ? [] : ['--noCheck']
  const options = ['--project', 'tsconfig.build.json', '--outDir', dist, ...unchecked]
  const { ok, output } = await runCommand('tsc', options)
  if (!ok) throw new Error(`tsc failed\n${output}`)
}

/** Everything that is no TypeScript (documents, schemas, pages, styles) goes to the same place in `dist/`. */
async function copyAssets(): Promise<void> {
  for (const room of ROOMS) {
    await cp(join(root, room), join(dist, room), {
      recursive: true,
      filter: (source) => ships(source) && !LEFT_OUT.has(basename(source)) && extname(source) !== '.ts',
    })
  }
}

/** So that a path relative to a source (`../package.json`) leads to the same facts from `dist/`. */
async function writeManifest(): Promise<void> {
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Record<string, unknown>
  const { name, version, type } = manifest
  await writeFile(join(dist, 'package.json'), `${JSON.stringify({ name, version, type }, null, 2)}\n`)
}

await rm(dist, { recursive: true, force: true })
await mkdir(dist, { recursive: true })
await compile()
await copyAssets()
await writeManifest()
console.log(`built ${relative(process.cwd(), dist) || dist}`)
