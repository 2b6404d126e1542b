import { spawn } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { heard, root } from '../bench.ts'

/** What a command said and how it ended. */
export interface LineEnd {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Folders in which documents are followed, one for each. Nothing of them lands in the checkout. */
export interface Workplace extends Disposable {
  readonly env: Record<string, string | undefined>
  /** The folder for a document: it has the checkout's test/ in it, and nothing else to begin with. */
  folder(document: string): string
  /**
   * Carries out a line in a shell. A line that has been carried out before, in whichever folder, is not again:
   * what it made is copied, and its end is told once more.
   */
  perform(line: string, folder: string): Promise<LineEnd>
}

export function createWorkplace(): Workplace {
  const place = mkdtempSync(join(tmpdir(), 'chartbench-docs-'))
  const programs = join(place, 'programs')
  mkdirSync(programs)
  const start = `exec '${process.execPath}' '${join(root, 'bin', 'bench.js')}' "$@"`
  // npm itself would go to the folder of package.json, which is the checkout.
  const npm = `while [ "$#" -gt 0 ] && [ "$1" != -- ]; do shift; done; shift; ${start}`
  for (const [name, script] of [
    ['bench', start],
    ['npm', npm],
  ] as const) {
    writeFileSync(join(programs, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  }
  const env = {
    PATH: `${programs}:${process.env.PATH}`,
    BENCH_STATE: join(place, 'state'),
    DATABASE_URL: undefined,
    SQLALCHEMY_DATABASE_URI: undefined,
    // Of the job that runs this test: a document's example is not to write into its summary.
    GITHUB_STEP_SUMMARY: undefined,
    FORCE_COLOR: undefined,
    NO_COLOR: '1',
  }
  const done = new Map<string, { end: LineEnd; folder: string; made: readonly string[] }>()
  return {
    env,
    folder(document) {
      const folder = join(place, document.replaceAll(/\W/g, '-'))
      mkdirSync(folder)
      symlinkSync(join(root, 'test'), join(folder, 'test'))
      return folder
    },
    async perform(line, folder) {
      const before = done.get(line)
      if (before) {
        if (before.folder !== folder) {
          for (const entry of before.made) {
            cpSync(join(before.folder, entry), join(folder, entry), { recursive: true })
          }
        }
        return before.end
      }
      const had = new Set(entriesOf(folder))
      const end = await shell(line, folder, env)
      done.set(line, { end, folder, made: entriesOf(folder).filter((entry) => !had.has(entry)) })
      return end
    },
    [Symbol.dispose]: () => rmSync(place, { recursive: true, force: true }),
  }
}

/** What lies in a folder; of results/ each run by itself. */
function entriesOf(folder: string): string[] {
  const results = join(folder, 'results')
  const runs = existsSync(results) ? readdirSync(results).map((run) => join('results', run)) : []
  return [...readdirSync(folder).filter((entry) => entry !== 'results'), ...runs]
}

function shell(line: string, cwd: string, env: Workplace['env']): Promise<LineEnd> {
  const child = spawn('sh', ['-c', line], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return heard(child).ended
}
