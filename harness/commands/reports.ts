import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { RecordedRun, Rendered } from '../../reports/contract.ts'
import { loadReport, type ReportName, reportNames } from '../../reports/index.ts'
import { unknownName, wrongUse } from '../errors.ts'
import { wantsColor } from './color.ts'
import { isOurs } from './failureText.ts'
import { outputColumns } from './layout.ts'
import { outputOf, refuseOverwriting, unwritable, type WantedReport } from './reportOutputs.ts'
import { shownPath } from './shownPath.ts'

/**
 * Reads `terminal,html=out/report.html` for a run in `folder`. Throws wrong use for unknown names, for empty
 * paths, and where two reports would overwrite each other or what the run has recorded.
 */
export function parseReports(text: string, folder: string): WantedReport[] {
  const wanted = text.split(',').map((part): WantedReport => {
    const [, name = '', , path] = /^([^=]*)(=(.*))?$/s.exec(part.trim()) ?? []
    if (!isReport(name)) throw unknownName('report', name, reportNames)
    if (path === '') throw wrongUse(`no path after ${name}=`, `leave out the = or write ${name}=PATH`)
    return { name, path }
  })
  refuseOverwriting(wanted, folder)
  return wanted
}

/**
 * Renders reports from a recorded run: files first, so that the terminal can say where they are. One that fails
 * does not keep the others: the errors are returned, faults of bench itself last, since theirs is the exit code
 * that counts.
 */
export async function writeReports(
  run: RecordedRun,
  folder: string,
  wanted: readonly WantedReport[],
): Promise<readonly unknown[]> {
  const written = [join(folder, 'report.json')]
  const prints: string[] = []
  const failures: unknown[] = []
  const files = wanted.filter((one) => one.name !== 'terminal')
  const terminal = wanted.filter((one) => one.name === 'terminal')
  for (const one of [...files, ...terminal]) {
    const path = outputOf(one, folder)
    try {
      const format = await loadReport(one.name)
      const rendered = await format.render(run, {
        columns: outputColumns(),
        color: path === undefined && wantsColor(process.stdout),
        written: written.map(shownPath),
      })
      if (path === undefined) prints.push(textOf(rendered))
      else {
        write(one.name, path, rendered)
        written.push(path)
      }
    } catch (error) {
      failures.push(error)
    }
  }
  for (const print of prints) process.stdout.write(print.endsWith('\n') ? print : `${print}\n`)
  return failures.sort((a, b) => Number(isOurs(a)) - Number(isOurs(b)))
}

/** Writes a report to a file or folder, making the folders above it. Throws wrong use where that cannot be. */
function write(name: string, path: string, rendered: Rendered): void {
  const folder = 'files' in rendered ? path : dirname(path)
  try {
    mkdirSync(folder, { recursive: true })
    if ('files' in rendered) {
      for (const { file, content } of rendered.files) writeFileSync(join(folder, file), content)
    } else if ('pieces' in rendered) writePieces(path, rendered.pieces)
    else writeFileSync(path, textOf(rendered))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error
    throw unwritable(name, path, error)
  }
}

function writePieces(path: string, pieces: Iterable<string>): void {
  const file = openSync(path, 'w')
  try {
    for (const piece of pieces) writeFileSync(file, piece)
  } finally {
    closeSync(file)
  }
}

/** What is printed, or the content of a file. */
function textOf(rendered: Rendered): string {
  if ('print' in rendered) return rendered.print
  if ('content' in rendered) return rendered.content
  throw new Error('a report of several files has no single text')
}

function isReport(name: string): name is ReportName {
  return (reportNames as readonly string[]).includes(name)
}
