import { lexer, type Token, type Tokens, walkTokens } from 'marked'
import { describe, expect, test } from 'vitest'
import { markdown } from '../../reports/markdown/index.ts'
import { simulatedRun } from './simulated/run.ts'
import { withStrategies } from './simulated/variants.ts'
import { EVIL, fileOf, injected, type State, stateNames, states } from './states.ts'

/** What GitHub takes in a comment. */
const LIMIT = 65_536

/** Every token that a reader of GitHub's Markdown finds. */
function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  void walkTokens(lexer(text, { gfm: true }), (token) => {
    tokens.push(token)
  })
  return tokens
}

test.each(stateNames)('%s', async (name) => {
  const text = await fileOf(markdown, states[name]())
  await expect(text).toMatchFileSnapshot(`../golden/markdown-${name}.md`)
})

test.each(stateNames)(
  '%s: as many rows as strategies, as many cells as columns, no table torn',
  async (name) => {
    const { report } = states[name]()
    const tables = tokensOf(await fileOf(markdown, states[name]())).filter(
      (token): token is Tokens.Table => token.type === 'table',
    )
    const strategies = tables.filter((table) => table.header[1]?.text === 'p50')
    expect(strategies.flatMap(({ rows }) => rows)).toHaveLength(report.cells.length)
    for (const { header, rows } of tables) for (const row of rows) expect(row).toHaveLength(header.length)
  },
)

describe('~', () => {
  const rowOf = async (state: State, strategy: string) =>
    (await fileOf(markdown, states[state]())).split('\n').find((line) => line.includes(`${strategy} |`))

  test('stands before all figures of a single trial', async () => {
    expect(await rowOf('five', 'queue')).toMatch(
      /\| ~10\.0\ss \| n too small \(24 of 59\) \| ~15\.0\ss \| ~\d+\s% \|/,
    )
  })

  test('stands before no time where there are trials enough', async () => {
    const text = await fileOf(markdown, states.trials())
    expect(text).toMatch(/single \| 20\.0\ss \| 35\.0\ss \| 35\.0\ss \| 100\s% \|/)
    expect(text).not.toMatch(/~\S+\ss\b|~\S+\s%/)
  })

  test('is explained where it is used', async () => {
    expect(await fileOf(markdown, states.five())).toContain('`~` before a figure: unsure.')
  })
})

test('an invalid figure is not stated, and what is missing is said', async () => {
  const text = await fileOf(markdown, states.states())
  expect(text).toMatch(/■ cluster \| not stated \| not stated \|.*\*\*INVALID\*\*/)
  expect(text).toContain('**queue** SKIPPED: nginx was not found: \\`bench setup nginx\\` installs it.')
})

test('an interrupted run says how far it came; what was not compared with all is no advice', async () => {
  expect((await fileOf(markdown, states.stopped())).replaceAll('\u00a0', ' ')).toContain(
    '**INTERRUPTED**: 3 of 9 trials valid, 6 never played. 3 of 9 trials were played, 1 of 3 of each cell.',
  )
  const text = await fileOf(markdown, states.interrupted())
  expect(text).toContain('not played: queue with 24\u00a0users')
  expect(text).not.toMatch(/because:|bottleneck:|not when:|queue 15\ss/)
})

test('nothing that others wrote becomes markup, link, mention or reference', async () => {
  const text = await fileOf(markdown, injected())
  const tokens = tokensOf(text)
  expect(tokens.filter(({ type }) => ['link', 'image', 'del', 'em', 'def'].includes(type))).toEqual([])
  const ours = /^<\/?(details|summary)>/
  const tags = tokens.filter(({ type }) => type === 'html').flatMap(({ raw }) => raw.match(/<[^>]*>/g) ?? [])
  expect(tags.length).toBeGreaterThan(0)
  for (const tag of tags) expect(tag).toMatch(ours)
  // In code it may stand as it is: there it means nothing.
  const prose = text.replace(/```.*?```/gs, '').replace(/(`+)(?!`).*?[^`]\1(?!`)/gs, '')
  expect(prose).not.toMatch(/@\w|#\d|https?:\/\/|<script/)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is the point
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/)
  expect(text.isWellFormed()).toBe(true)
})

test('fits into a comment whatever the size of the run, and counts what is left out', async () => {
  const users = Array.from({ length: 40 }, (_, i) => i + 1)
  const small = withStrategies(simulatedRun({ users, names: ['single'] }), 20)
  const text = await fileOf(markdown, small)
  expect(text.length).toBeLessThan(LIMIT)
  expect(text).toMatch(/^\d+ more combinations of users and query mode/m)
  expect(text).toContain('Repeat it')

  const { report, ...rest } = injected()
  const long = EVIL.repeat(200)
  const huge = {
    ...rest,
    report: {
      ...report,
      run: { ...report.run, notes: Array.from({ length: 500 }, () => long), command: long },
      cells: Array.from({ length: 300 }, () => ({
        ...report.cells[1]!,
        key: { ...report.cells[1]!.key, strategy: long },
        reasons: [long],
      })),
    },
  }
  expect((await fileOf(markdown, huge)).length).toBeLessThan(LIMIT)
})
