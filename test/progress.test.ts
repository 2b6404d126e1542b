import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Screen } from '../harness/run/progress/screen.fixture.ts'
import { root } from './bench.ts'

const fixture = join(root, 'harness', 'run', 'progress', 'played.fixture.ts')
/** `script` of util-linux runs a command in a pseudo-terminal; that of other systems has other options. */
const hasTerminal = spawnSync('script', ['--version']).stdout?.includes('util-linux') ?? false
if (!hasTerminal) console.warn('no `script` of util-linux: progress is not looked at in a real terminal')

interface Terminal {
  readonly text: string
  readonly code: number | null
}

/**
 * Shows the progress of a made-up run in a pseudo-terminal. Once `interruptAfter` is to be seen, Ctrl-C is typed,
 * as a person does: the terminal makes a signal of it.
 */
async function show(
  {
    columns,
    rows,
    users,
    interruptAfter,
  }: { columns: number; rows: number; users: string; interruptAfter?: string },
  env: Record<string, string> = {},
): Promise<Terminal> {
  const command = `stty cols ${columns} rows ${rows}; '${process.execPath}' '${fixture}' ${users} 20`
  const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    env: { ...process.env, TERM: 'xterm-256color', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let text = ''
  let typed = interruptAfter === undefined
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
    if (typed || !text.includes(interruptAfter!)) return
    typed = true
    child.stdin.write('\u0003')
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  return { text, code }
}

function seen({ text }: Terminal, columns: number, rows: number): Screen {
  const screen = new Screen(columns, rows)
  screen.write(text)
  return screen
}

test.runIf(hasTerminal)(
  'what stays of a run in a terminal is what was noted, and the cursor is back',
  async () => {
    const terminal = await show({ columns: 60, rows: 12, users: '12' }, { NO_COLOR: '1' })
    const screen = seen(terminal, 60, 12)
    expect(terminal.code).toBe(0)
    expect(terminal.text).toContain('\u001b[?25l')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: NO_COLOR asks for none of them
    expect(terminal.text).not.toMatch(/\u001b\[[\d;]*m/)
    expect(screen).toMatchObject({ cursorShown: true, wraps: true })
    expect(screen.lines[0]).toBe('a note before the first trial')
    expect(screen.lines.filter((line) => line.includes('OVERLOADED'))).toHaveLength(2)
    expect(screen.lines.filter((line) => line === 'a line that others write')).toHaveLength(2)
    expect(screen.lines.at(-1)).toMatch(/^5 of 5 trials in \d+ s$/)
    expect(screen.lines.join('\n')).not.toMatch(/[█░]|waits/)
  },
)

test.runIf(hasTerminal)('Ctrl-C gives the terminal back as it was', async () => {
  const terminal = await show({ columns: 80, rows: 8, users: '4,12', interruptAfter: 'measure' })
  const screen = seen(terminal, 80, 8)
  expect(terminal.code).toBe(130)
  expect(screen).toMatchObject({ cursorShown: true, wraps: true })
  expect(screen.lines.at(-1)).toMatch(/^\d of 10 trials in \d+ s$/)
  expect(screen.lines.join('\n')).not.toMatch(/[█░]|\^C/)
})

test.runIf(hasTerminal)('a terminal that can redraw nothing gets plain lines', async () => {
  const { text, code } = await show({ columns: 80, rows: 8, users: '4' }, { TERM: 'dumb' })
  expect(code).toBe(0)
  expect(text).not.toContain('\u001b')
  // Verdicts that come within one second stand in one line.
  const told = text.split(/\r\n| \| /).filter((line) => line.startsWith('['))
  expect(told).toHaveLength(5)
  expect(told[0]).toMatch(
    /^\[1\/5\] single, 4 users, async: VALID in \d+ s, 4 of 4 charts, p50 [\d.]+ m?s · 4 left, about/,
  )
})
