// The process that plays users: commands come as lines on stdin, events and notices leave as lines on stdout.
import { flushCompileCache } from 'node:module'
import { createInterface } from 'node:readline'
import type { Command, Notice } from './lines.ts'
import { LineWriter } from './lineWriter.ts'
import { Player } from './player.ts'

const writer = new LineWriter((text) => process.stdout.write(text))
let player: Player | undefined

function obey(command: Command): void {
  if (command.type === 'plan') {
    player = new Player(
      command.plan,
      (event) => writer.line(event),
      (summary) => notify({ type: 'summary', summary }),
    )
    // By itself Node writes it at an orderly end, which a driver that is stopped does not have.
    flushCompileCache()
    notify({ type: 'ready' })
    return
  }
  if (!player) throw new Error(`${command.type} came before the plan`)
  switch (command.type) {
    case 'begin':
      player.begin(command.at)
      break
    case 'add':
      player.add(command.users)
      break
    case 'leave':
      player.leave(command.group)
      break
    case 'cut':
      player.cut()
      break
    case 'stop':
      player.stop()
  }
}

function notify(notice: Notice): void {
  writer.line(notice)
  writer.flush()
}

// Nobody reads any more: there is nothing to play for.
process.stdout.on('error', () => process.exit(1))

createInterface({ input: process.stdin })
  .on('line', (line) => obey(JSON.parse(line)))
  .on('close', () => process.exit(0))
