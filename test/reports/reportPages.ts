import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BrowserContext, Page } from 'playwright-core'
import type { RecordedRun } from '../../reports/contract.ts'
import { htmlReport } from '../../reports/html/index.ts'
import { startBrowser, type TestBrowser } from '../chromium.ts'

/** A page that shows a report. */
export interface ReportPage {
  readonly page: Page
  /** What it said on the console, and what it asked of the network beside itself. */
  readonly heard: readonly string[]
}

export interface Look {
  readonly width?: number
  readonly height?: number
  readonly scheme?: 'light' | 'dark'
  readonly scripts?: boolean
}

/** Taller than any report: parts that are far from the window are not laid out, and could not be examined. */
export const WHOLE = 20_000

/** Reports of runs, by name, in a real browser. Disposal ends it and removes the files. */
export class ReportPages implements AsyncDisposable {
  readonly #folder: string
  readonly #browser: TestBrowser

  private constructor(folder: string, browser: TestBrowser) {
    this.#folder = folder
    this.#browser = browser
  }

  /** Renders the runs and starts the browser. */
  static async make(chromium: string, runs: Readonly<Record<string, RecordedRun>>): Promise<ReportPages> {
    const folder = mkdtempSync(join(tmpdir(), 'chartbench-reports-'))
    for (const [name, run] of Object.entries(runs)) {
      const rendered = await htmlReport.render(run, { columns: 80, color: false })
      if ('content' in rendered) writeFileSync(join(folder, `${name}.html`), rendered.content)
    }
    return new ReportPages(folder, await startBrowser(chromium))
  }

  /** Opens the report of a run in a page of its own. */
  async open(name: string, look: Look = {}): Promise<ReportPage> {
    const { width = 1_280, height = 900, scheme = 'light', scripts = true } = look
    const page = await (await this.#context(scripts)).newPage()
    const heard: string[] = []
    const url = pathToFileURL(join(this.#folder, `${name}.html`)).href
    page.on('console', (message) => heard.push(message.text()))
    page.on('pageerror', (error) => heard.push(error.message))
    page.on('request', (request) => request.url() !== url && heard.push(request.url()))
    await page.emulateMedia({ colorScheme: scheme })
    await page.setViewportSize({ width, height })
    await page.goto(url)
    return { page, heard }
  }

  async #context(scripts: boolean): Promise<BrowserContext> {
    const { context } = this.#browser
    return (
      (scripts ? undefined : await context.browser()?.newContext({ javaScriptEnabled: false })) ?? context
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser[Symbol.asyncDispose]()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
