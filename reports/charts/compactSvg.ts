/**
 * Takes out the groups that neither move nor style what is in them; nothing looks different. Of an SVG whose only
 * nested elements of one name are groups.
 */
export function withoutNeedlessGroups(svg: string): string {
  const kept: boolean[] = []
  return svg.replace(/<g( [^>]*)?>|<\/g>/g, (tag, attributes: string | undefined) => {
    if (tag === '</g>') return kept.pop() ? tag : ''
    const needed = attributes !== undefined && attributes !== ' transform="translate(0,0)"'
    kept.push(needed)
    return needed ? tag : ''
  })
}

const LINE = String.raw`<line transform="translate\(([-\d.]+),([-\d.]+)\)" x2="([-\d.]+)" y2="([-\d.]+)"([^>]*)\/>`
const line = new RegExp(LINE, 'g')
const severalLines = new RegExp(`(?:${LINE}){2,}`, 'g')

/**
 * Makes one path of the lines that follow each other and are drawn alike: a grid, or the ticks of hundreds of rows.
 * Those that show what is below them stay apart: where they cross, they would no longer add up.
 */
export function joinedLines(svg: string): string {
  return svg.replace(severalLines, (lines) => {
    const paths: { style: string; d: string }[] = []
    for (const [, x, y, dx, dy, style = ''] of lines.matchAll(line)) {
      const last = paths.at(-1)
      const d = `M${x},${y}${dy === '0' ? `h${dx}` : dx === '0' ? `v${dy}` : `l${dx},${dy}`}`
      if (last && last.style === style && !style.includes('opacity')) last.d += d
      else paths.push({ style, d })
    }
    return paths.map(({ style, d }) => `<path d="${d}"${style}/>`).join('')
  })
}
