import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { RecordedRun } from '../../reports/contract.ts'
import { loadReport, reportNames } from '../../reports/index.ts'
import { unknownName, wrongUse } from '../errors.ts'

/** A report that was asked for, and where it goes where that was said. */
export interface WantedReport {
  readonly name: string
  readonly path: string | undefined
}

/** Reads `terminal,html=out/report.html`. Throws wrong use for unknown names and for one path given twice. */
export function parseReports(text: string): WantedReport[] {
  const wanted = text.split(',').map((part) => {
    const [name = '', path] = part.trim().split('=', 2)
    if (!(reportNames as readonly string[]).includes(name)) throw unknownName('report', name, reportNames)
    return { name, path }
  })
  const paths = wanted.flatMap(({ path }) => (path === undefined ? [] : [path]))
  if (new Set(paths).size < paths.length)
    throw wrongUse('two reports would overwrite each other', `given: ${text}`)
  return wanted
}

/** Renders reports from a recorded run: files first, so that the terminal can say where they are. */
export async function writeReports(
  run: RecordedRun,
  folder: string,
  wanted: readonly WantedReport[],
): Promise<void> {
  const written = [join(folder, 'report.json')]
  const prints: string[] = []
  const files = wanted.filter((one) => one.name !== 'terminal')
  const terminal = wanted.filter((one) => one.name === 'terminal')
  for (const { name, path } of [...files, ...terminal]) {
    const format = await loadReport(name)
    const rendered = await format.render(run, {
      columns: process.stdout.columns || 80,
      color: wantsColor(),
      written,
    })
    if ('print' in rendered) prints.push(rendered.print)
    else if ('files' in rendered) {
      const into = path ?? join(folder, rendered.folder)
      mkdirSync(into, { recursive: true })
      for (const { file, content } of rendered.files) writeFileSync(join(into, file), content)
      written.push(into)
    } else if (name === 'json' && path === undefined) prints.push(rendered.content)
    else {
      const file = path ?? join(folder, rendered.file)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, rendered.content)
      written.push(file)
    }
  }
  for (const print of prints) process.stdout.write(print.endsWith('\n') ? print : `${print}\n`)
}

function wantsColor(): boolean {
  if (process.argv.includes('--no-color') || process.env.NO_COLOR) return false
  return process.stdout.isTTY || process.env.FORCE_COLOR !== undefined
}
