import { type CheckLine, checkLines } from '../checks.ts'
import { commandOf, html, type Markup } from '../markup.ts'
import type { Report, Verdict } from '../model.ts'
import { sentence } from '../units.ts'
import { runVerdict, trialCounts } from '../words.ts'
import { verdictSigns } from './signs.ts'

const tones: Readonly<Record<Verdict, 'ok' | 'warn' | 'bad' | 'none'>> = {
  VALID: 'ok',
  INVALID: 'none',
  OVERLOADED: 'bad',
  FAILED: 'bad',
  SKIPPED: 'none',
  INTERRUPTED: 'warn',
}

const states: Record<CheckLine['state'], { sign: string; tone: string; word: string }> = {
  kept: { sign: '✓', tone: 'ok', word: 'kept' },
  warn: { sign: '!', tone: 'warn', word: 'broken' },
  broken: { sign: '!', tone: 'bad', word: 'broken' },
  none: { sign: '–', tone: 'none', word: 'not checked' },
}

/** More checks than these do not fit beside the answer: the others stand below it. */
const CHECKS_BESIDE = 9

/** May the answer be believed? The seal, every check as value against limit, the command that repeats it. */
export function badge(report: Report): Markup {
  const verdict = runVerdict(report)
  const blemished = report.trials.some((trial) => trial.verdict === 'INVALID' || trial.verdict === 'FAILED')
  const sealTone = verdict === 'VALID' && blemished ? 'warn' : tones[verdict]
  const empty = report.trials.length === 0
  const lines = checkLines(report, verdict === 'VALID')
  const beside = lines.length <= CHECKS_BESIDE + 1 ? lines : lines.slice(0, CHECKS_BESIDE)
  const below = lines.slice(beside.length)
  return html`<div class="badge"><div class="seal"><span class="sign t-${sealTone}" aria-hidden="true">${verdictSigns[verdict]}</span><div><b>${empty ? 'EMPTY' : verdict}</b>${!empty && trialCounts(report).map((text) => html`<div>${text}</div>`)}</div></div>
${list(beside)}${!empty && report.run.notes.map((note) => html`<p class="runnote">${sentence(note)}</p>`)}
${!empty && html`<p class="repeat">Repeat with <code>${commandOf(report.run.command)}</code></p>`}</div>${below.length > 0 && html`<div class="below">${list(below)}</div>`}`
}

function list(lines: readonly CheckLine[]): Markup | false {
  return lines.length > 0 && html`<ul class="checks">${lines.map(checkLine)}</ul>`
}

function checkLine({ name, value, state }: CheckLine): Markup {
  const { sign, tone, word } = states[state]
  return html`<li><span class="t-${tone}" role="img" aria-label="${word}">${sign}</span><span class="what">${sentence(name).slice(0, -1)}</span><span class="value">${value}</span></li>`
}
