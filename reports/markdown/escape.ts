import { escapeHtml } from '../markup.ts'

/** Keeps two characters apart without being seen: a word joiner. */
const APART = '\u2060'
/** A quarter of what is read of a recommendation's sentence. */
const LONGEST_PROSE = 250

/**
 * Text of others (names, reasons, errors of servers) for one line of Markdown as GitHub reads it: it can begin no
 * block, span, tag, table cell, formula, link, mention (`@name`) or reference (`#12`), and shows as it was written.
 * Entities would not do for mentions: they are looked for in the finished page. At most `most` characters, so
 * that the length of a whole document is known.
 */
export function escapeMarkdown(text: string, most = 400): string {
  const escaped = apart(
    oneLine(begin(text, most))
      .trim()
      .replace(/[\\`*_[\]|~$]/g, '\\$&'),
  )
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/^(\d+)([.)])(?=\s|$)/, '$1\\$2')
    .replace(/^[#+=-]/, '\\$&')
  return atMostLong(escaped, most)
}

/** The same for text within HTML, where Markdown is not read: in a `<summary>`. */
export function escapeInHtml(text: string, most = 400): string {
  return atMostLong(escapeHtml(apart(oneLine(begin(text, most)).trim())), most)
}

/** Prose of bench's own, in which names of others may stand: `code` is set as such, all else escaped. */
export function proseMarkdown(text: string): string {
  const pieces = oneLine(begin(text, LONGEST_PROSE)).replaceAll('**', '').split('`')
  // A backtick without its partner is not the beginning of code.
  return pieces
    .map((piece, i) => {
      const code = i % 2 === 1 && i < pieces.length - 1 && piece.trim() !== ''
      const around = [/^\s/.test(piece) ? ' ' : '', /\s$/.test(piece) ? ' ' : '']
      return code
        ? codeSpan(piece)
        : `${i > 0 && i % 2 === 1 ? '\\`' : ''}${around[0]}${escapeMarkdown(piece)}${piece.trim() === '' ? '' : around[1]}`
    })
    .join('')
}

/** Text as `code`, which stands as it is. Not for tables: there a pipe ends even code. */
export function codeSpan(text: string, most = 400): string {
  const line = atMostLong(oneLine(begin(text, most)).trim(), most)
  const fence = fenceFor(line, 1)
  const space = line.startsWith('`') || line.endsWith('`') || line === '' ? ' ' : ''
  return `${fence}${space}${line}${space}${fence}`
}

/** A command on lines of its own. */
export function codeBlock(command: string): string {
  const fence = fenceFor(command, 3)
  return `${fence}sh\n${oneLine(command).trim()}\n${fence}`
}

/** More backticks than the text has in a row. */
function fenceFor(text: string, least: number): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  return '`'.repeat(Math.max(least, longest + 1))
}

/** What GitHub makes links of in finished text: mentions, references, addresses. */
function apart(text: string): string {
  return text
    .replace(/@(?=[\w-])/g, `@${APART}`)
    .replace(/(#|\bGH-)(?=\d)/gi, `$1${APART}`)
    .replace(/:\/\//g, `:${APART}//`)
    .replace(/\b(www)\./gi, `$1${APART}.`)
    .replace(/\b(mailto|xmpp):/gi, `$1${APART}:`)
}

/** As much of a text as can be needed: it may be an error of any length. */
function begin(text: string, most: number): string {
  return text.slice(0, 4 * most)
}

function atMostLong(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1).toWellFormed()}…` : text
}

/** Without breaks, control characters, and those that turn the direction of writing. */
function oneLine(text: string): string {
  const whole = text.toWellFormed()
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to be removed
  return whole.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ')
}
