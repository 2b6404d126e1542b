import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parseReports, writeReports } from '../../harness/commands/reports.ts'
import { loadReport, reportNames, reportOutputs } from '../../reports/index.ts'
import { serialize } from '../../reports/json.ts'
import { bench } from '../bench.ts'
import { simulatedRun } from './simulated/run.ts'

let folder: string
const run = simulatedRun({ users: [4], names: ['single', 'cluster'] })

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chartbench-outputs-'))
  await mkdir(join(folder, 'run', 'trials'), { recursive: true })
  await writeFile(join(folder, 'run', 'run.json'), '{}\n')
  await writeFile(join(folder, 'run', 'report.json'), serialize(run.report))
})
afterEach(() => rm(folder, { recursive: true }))

const report = (reports: string) => bench(['report', 'run', '--report', reports], { cwd: folder })

test.each(reportNames)('%s goes where the list of outputs says', async (name) => {
  const rendered = await (await loadReport(name)).render(run, { columns: 80, color: false })
  const output =
    'print' in rendered
      ? null
      : 'files' in rendered
        ? `${rendered.folder}/`
        : 'pieces' in rendered
          ? rendered.into
          : rendered.file
  // report.json is there already; asked for without a path, it is printed.
  expect(reportOutputs[name]).toBe(name === 'json' ? null : output)
})

test('formats that draw nothing do without Vega', async () => {
  const index = new URL('../../reports/index.ts', import.meta.url).href
  const script = `
    import { registerHooks } from 'node:module'
    const vega = new Set()
    let loading
    registerHooks({ resolve(specifier, context, next) {
      if (/^vega/.test(specifier)) vega.add(loading)
      return next(specifier, context)
    } })
    const { loadReport, reportNames } = await import(${JSON.stringify(index)})
    for (loading of reportNames.toSorted((a, b) => (a === 'html') - (b === 'html') || (a === 'svg') - (b === 'svg')))
      await loadReport(loading)
    console.log([...vega].join())`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
  // What svg has loaded is not resolved again for html.
  expect(stdout.trim()).toMatch(/^svg(,html)?$/)
})

describe('every report at once', () => {
  test('each is written, to its usual place or its path, and stdout is the terminal report alone', async () => {
    const { code, out, err } = await report(
      'terminal,html,markdown,junit=out/deep/junit.xml,csv,github-action-benchmark,svg,svg=out/slides,terminal=out/t.txt,json=out/r.json',
    )
    expect(err).toBe('')
    expect(code).toBe(0)
    expect(out).toContain('out/deep/junit.xml')
    expect((await readdir(join(folder, 'run'))).sort()).toEqual([
      'benchmark.json',
      'charts',
      'charts.csv',
      'report.html',
      'report.json',
      'report.md',
      'run.json',
      'trials',
    ])
    expect((await readdir(join(folder, 'out'))).sort()).toEqual(['deep', 'r.json', 'slides', 't.txt'])
    expect(await readFile(join(folder, 'out', 'r.json'), 'utf8')).toBe(serialize(run.report))
    expect(await readdir(join(folder, 'out', 'slides'))).toEqual(await readdir(join(folder, 'run', 'charts')))
  })

  test('the same report may have two paths', async () => {
    const { code } = await report('junit=a.xml,junit=b.xml,junit')
    expect(code).toBe(0)
    expect(await readFile(join(folder, 'a.xml'), 'utf8')).toBe(await readFile(join(folder, 'b.xml'), 'utf8'))
  })
})

test.each([
  'html=a,junit=a',
  'html=./a,junit=a',
  'html=b/../a,junit=A',
  'junit,html=run/junit.xml',
  'html=run/charts.csv,csv',
  'html,html',
  'html=run/report.json',
  'json=run/run.json',
  'csv=run/trials/charts.csv',
  'html=run',
  'svg=out,html=out/page.html',
  'svg,junit=run/charts/junit.xml',
  'svg=run',
  'html=out,junit=out/junit.xml',
])('%s would overwrite something', (reports) => {
  const inFolder = reports.replaceAll(/=/g, `=${folder}/`)
  expect(() => parseReports(inFolder, join(folder, 'run'))).toThrow(/would overwrite each other/)
})

test.each([
  'html=a=b',
  'svg=out,html=page.html',
  'svg=., html=run/x.html',
  'svg=a,svg=a/b',
  'html=trials/x.html',
])('%s is fine', (reports) => expect(() => parseReports(reports, 'run')).not.toThrow())

test('a path may hold an equals sign', () => {
  expect(parseReports('html=a=b', 'run')).toEqual([{ name: 'html', path: 'a=b' }])
})

test.each(['nope', 'html=', 'terminal,,html', ''])('%j is wrong use', (reports) => {
  expect(() => parseReports(reports, 'run')).toThrow(/unknown report|no path/)
})

describe('what cannot be written', () => {
  test('a folder in the way, and a file in the place of a folder: told, exit 2, and the others are written', async () => {
    await mkdir(join(folder, 'dir'))
    await writeFile(join(folder, 'file'), '')
    await writeFile(join(folder, 'other'), '')
    const { code, out, err } = await report('html=dir,csv=file/charts.csv,svg=other,junit=junit.xml,terminal')
    expect(code).toBe(2)
    expect(err).toContain('cannot write html to dir: a folder is in its place')
    expect(err).toContain('cannot write csv to file/charts.csv: a file is in the place of its folder')
    expect(err).toContain('cannot write svg to other: a file is in the place of its folder')
    expect(err).not.toMatch(/^\s+at /m)
    expect(out).toContain('junit.xml')
    expect(out).not.toContain('dir')
    expect((await stat(join(folder, 'junit.xml'))).size).toBeGreaterThan(0)
  })

  test.skipIf(process.getuid?.() === 0)('no permission (skipped for root, who may)', async () => {
    await mkdir(join(folder, 'locked'))
    await chmod(join(folder, 'locked'), 0o500)
    const { code, err } = await report('html=locked/x.html')
    expect(code).toBe(2)
    expect(err).toContain('cannot write html to locked/x.html: no permission')
  })

  test('a run is not played in vain', async () => {
    const { code, err } = await bench(['run', 'single', '--output', 'new', '--report', 'html=run'], {
      cwd: folder,
      env: { BENCH_STATE: join(folder, 'state') },
    })
    expect(code).toBe(2)
    expect(err).toContain('cannot write html to run: a folder is in its place')
    expect(await readdir(folder)).not.toContain('new')
  })
})

test('one that fails to render does not keep the others', async () => {
  // A trial whose samples are cut off is an error for those that read them, and for no other.
  await mkdir(join(folder, 'run', 'trials', '01-single'))
  await writeFile(join(folder, 'run', 'trials', '01-single', 'samples.ndjson'), '{"user":')
  const { code, err } = await report('csv=x.csv,markdown=x.md')
  expect(code).toBe(2)
  expect(err).toContain('samples.ndjson:1 is no sample')
  expect(await readdir(folder)).toContain('x.md')
})

test('faults of bench itself come last among the errors, since theirs is the exit code that counts', async () => {
  await mkdir(join(folder, 'dir'))
  const wanted = parseReports(`csv=${folder}/a.csv,markdown=${folder}/dir`, join(folder, 'run'))
  const broken = {
    ...run,
    samples: () => {
      throw new Error('a fault')
    },
  }
  const failures = await writeReports(broken, join(folder, 'run'), wanted)
  expect(failures.map(String)).toEqual([
    expect.stringContaining('a folder is in its place'),
    'Error: a fault',
  ])
})

test('a report of a newer bench is refused in one clear line', async () => {
  const newer = { ...run.report, version: 2 }
  await writeFile(join(folder, 'run', 'report.json'), JSON.stringify(newer))
  const { code, err, out } = await report('markdown,junit')
  expect(code).toBe(2)
  expect(out).toBe('')
  expect(err).toContain('run/report.json has version 2, and this bench reads up to 1')
  expect(await readdir(join(folder, 'run'))).not.toContain('report.md')
})

test('bench list reports shows every one', async () => {
  const { code, out } = await bench(['list', 'reports'])
  expect(code).toBe(0)
  for (const name of reportNames) expect(out).toContain(`${name} `)
})
