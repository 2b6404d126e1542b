#!/usr/bin/env node
// Starts the program under Node 24 or later. This file alone must also run on older versions: it imports the
// program where it can, and otherwise hands over to a Node from the npm package `node`.
import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const LEAST = 24

// A checkout has the sources; the published package has what was compiled from them.
const source = new URL('../harness/cli.ts', import.meta.url)
const program = existsSync(source) ? source : new URL('../dist/harness/cli.js', import.meta.url)

const major = Number.parseInt(process.versions.node, 10)
const newerNode = major >= LEAST ? undefined : findNode()

if (major >= LEAST) await import(program.href)
else if (newerNode) handOver(newerNode)
else {
  console.error(
    `bench needs Node ${LEAST} or later, and this is ${process.versions.node}: ` +
      `install it from nodejs.org, or run \`npm install node@${LEAST}\` beside this package`,
  )
  process.exitCode = 3
}

/** The executable of the npm package `node`, or undefined where there is none or an older one. */
function findNode() {
  const require = createRequire(import.meta.url)
  try {
    const manifest = require.resolve('node/package.json')
    const executable = join(dirname(manifest), 'bin', 'node')
    return Number.parseInt(require(manifest).version, 10) >= LEAST && existsSync(executable)
      ? executable
      : undefined
  } catch (error) {
    if (error.code === 'MODULE_NOT_FOUND') return undefined
    throw error
  }
}

/** Runs the same command line under `executable`, and ends as it ends. */
function handOver(executable) {
  const child = spawn(executable, process.argv.slice(1), { stdio: 'inherit' })
  // The terminal sends Ctrl-C to the whole foreground group, the child included: passed on, it would count
  // twice there. Without a terminal, a SIGINT was meant for this process alone.
  process.on('SIGINT', () => hasTerminal() || child.kill('SIGINT'))
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.on('error', (error) => {
    console.error(`bench could not start ${executable}: ${error.message}`)
    process.exitCode = 3
  })
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code)
    process.removeAllListeners('SIGINT')
    process.removeAllListeners('SIGTERM')
    process.kill(process.pid, signal)
  })
}

/** Whether a terminal controls this process, wherever stdin and the outputs lead. */
function hasTerminal() {
  try {
    closeSync(openSync('/dev/tty', 'r'))
    return true
  } catch {
    return false
  }
}
