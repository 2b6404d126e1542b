/** Text that is HTML already. Everything else is escaped where it is put into a template. */
export class Markup {
  readonly html: string
  constructor(html: string) {
    this.html = html
  }
}

type Part = string | number | Markup | false | null | undefined | readonly Part[]

/** Template of HTML: every value is escaped unless it is markup itself; lists are joined, absent ones dropped. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(
    strings.reduce((text, string, i) => text + string + (i < parts.length ? inner(parts[i]) : ''), ''),
  )
}

/** Text with what means something in HTML replaced, for content and for quoted attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

/** Prose: `code` and **bold** are set, numbers are kept with their units, all else stands as it is. */
export function proseOf(text: string): Markup {
  const joined = text.replace(/(\d) (?=(?:s|ms|MB|%)(?![\w]))/g, '$1\u00a0')
  return html`${joined.split('`').map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : emphasised(part)))}`
}

function emphasised(text: string): Markup {
  return html`${text.split('**').map((part, i, all) => (i % 2 === 1 && i < all.length - 1 ? html`<b>${part}</b>` : i % 2 === 1 ? `**${part}` : part))}`
}

/** A command that breaks between its options and never inside one. */
export function commandOf(command: string): Markup {
  return html`${command.split(/ (?=--)/).map((part, i) => html`${i > 0 && ' '}<span class="opt">${part}</span>`)}`
}

function inner(part: Part): string {
  if (part instanceof Markup) return part.html
  if (part === false || part === null || part === undefined) return ''
  return Array.isArray(part) ? part.map(inner).join('') : escapeHtml(String(part))
}
