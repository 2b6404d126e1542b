import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline/promises'
import { BenchError, exitCodes, wrongUse } from '../../errors.ts'
import { howEnded } from '../../target/death.ts'
import { onInterrupt } from '../interrupt.ts'
import { shellWord } from '../shellWord.ts'
import type { Installable, InstallCommand, Machine } from './contract.ts'

export interface SetupOptions {
  readonly machine: Machine
  /** Agreed beforehand: nobody is asked. */
  readonly agreed: boolean
  /** Takes a line for people. */
  readonly say: (line: string) => void
}

/**
 * Installs one thing where it is not here yet: says every command before the first is run, asks unless it was
 * agreed, looks again at the end, and prepares its first use. Resolves with whether it is here now; false where the answer was no.
 * Rejects with wrong use where nobody can be asked, and with NOT_INSTALLED (exit 3) where it takes a person, a
 * command fails, or it still is not here.
 */
export async function setUp(thing: Installable, { machine, agreed, say }: SetupOptions): Promise<boolean> {
  const { title } = thing
  const before = await thing.look()
  if (before.ok) {
    say(`${title} is here already: ${before.reason}`)
    await prepare(thing, say)
    return true
  }
  const plan = await thing.plan(machine)
  if ('byHand' in plan)
    throw notInstalled(`${before.reason}; bench cannot install ${title} here`, plan.byHand)
  say(`to install ${title}, bench runs:`)
  for (const { words } of plan.commands) say(`  ${words.map(shellWord).join(' ')}`)
  if (!(agreed || (await ask()))) {
    say('nothing was installed')
    return false
  }
  await runAll(plan.commands)
  const after = await thing.look()
  if (!after.ok) throw notInstalled(`still: ${after.reason}`, after.hint)
  say(`${title} is here now: ${after.reason}`)
  await prepare(thing, say)
  return true
}

async function prepare(thing: Installable, say: (line: string) => void): Promise<void> {
  using interrupt = onInterrupt(() => {})
  try {
    await thing.prepare?.({ signal: interrupt.signal, say })
  } catch (error) {
    throw interrupt.signal.aborted ? interrupted() : error
  }
}

async function ask(): Promise<boolean> {
  if (!(process.stdin.isTTY && process.stderr.isTTY))
    throw wrongUse('there is no terminal to ask on', '--yes agrees to these commands')
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(es)?$/i.test((await terminal.question('Run them? [y/N] ')).trim())
  } finally {
    terminal.close()
  }
}

/** One after the other until one fails or Ctrl-C comes, which reaches it too; what must be undone still is. */
async function runAll(commands: readonly InstallCommand[]): Promise<void> {
  using interrupt = onInterrupt(() => {})
  const run = new Set<readonly string[]>()
  let failure: unknown
  for (const { words, undoes } of commands) {
    if (undoes ? !run.has(undoes) : failure !== undefined) continue
    run.add(words)
    try {
      await runCommand(words)
      interrupt.signal.throwIfAborted()
    } catch (error) {
      failure ??= interrupt.signal.aborted ? interrupted() : error
    }
  }
  if (failure !== undefined) throw failure
}

/** Its output goes to stderr, since stdout is for results; it can ask for a password. */
async function runCommand([program = '', ...parameters]: readonly string[]): Promise<void> {
  const child = spawn(program, parameters, { stdio: ['inherit', 2, 2] })
  const end = await new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.once('error', ({ message }) => reject(notInstalled(`cannot run ${program}`, message)))
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
  if (end.code === 0) return
  throw notInstalled(`${[program, ...parameters].join(' ')} ${howEnded(end)}`, 'its output is above')
}

function interrupted(): BenchError {
  return new BenchError('INTERRUPTED', 'setup was stopped; what it had begun may be half done', {
    exitCode: exitCodes.interrupted,
  })
}

function notInstalled(message: string, hint: string): BenchError {
  return new BenchError('NOT_INSTALLED', message, { exitCode: exitCodes.machineLacks, hint })
}
