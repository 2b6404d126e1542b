import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { messageOf, wrongUse } from '../errors.ts'
import { outputOf, type WantedReport } from './reportOutputs.ts'

/** Throws wrong use where a page is to be opened that nobody writes. */
export function checkOpen(open: boolean | undefined, wanted: readonly WantedReport[]): void {
  if (!open || wanted.some(({ name }) => name === 'html')) return
  throw wrongUse(
    '--open opens the report html, which is not among those to be written',
    'add html to --report',
  )
}

/**
 * Opens the HTML report of a run in the browser of this desktop, and says so; where there is none (no display,
 * CI), says where the report is. Never rejects: the report is there, whoever shows it.
 */
export async function openReport(
  wanted: readonly WantedReport[],
  folder: string,
  say: (line: string) => void,
): Promise<void> {
  const html = wanted.find(({ name }) => name === 'html')
  const path = html && outputOf(html, folder)
  if (path === undefined) return
  const why = whyNoBrowser(process.env, process.platform)
  if (why !== undefined) return say(`${why}, so open this yourself: ${path}`)
  try {
    await begin(openerOf(process.platform), resolve(path))
    say(`opened ${path}`)
  } catch (error) {
    say(`no browser could be started (${messageOf(error)}), so open this yourself: ${path}`)
  }
}

/** Why no browser can be shown here; undefined where one can. */
export function whyNoBrowser(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | undefined {
  if (env.CI && env.CI !== 'false') return 'nobody looks at a browser in CI'
  if (platform !== 'darwin' && !env.DISPLAY && !env.WAYLAND_DISPLAY) return 'there is no display here'
  return undefined
}

function openerOf(platform: NodeJS.Platform): string {
  return platform === 'darwin' ? 'open' : 'xdg-open'
}

/** Resolves once it runs. The browser is the user's: it outlives us, and is not ours to end. */
function begin(program: string, path: string): Promise<void> {
  const child = spawn(program, [path], { detached: true, stdio: 'ignore' })
  child.unref()
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', reject)
  })
}
