import { createWriteStream, type WriteStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'

const TAIL_CHARACTERS = 4_096
/** Output that is still in a pipe arrives shortly after the end; what a grandchild holds open may never. */
const LAST_OUTPUT_MS = 100

/** What has come of a stream. */
export interface KeptTail {
  /** Its last 4 KB. */
  tail(): string
  /** Waits for the rest for a moment, and for the file. */
  end(): Promise<void>
}

/** Keeps the end of a stream, and all of it in a file where one is named, to which it is appended. */
export function keepTail(stream: Readable, logFile: string | undefined): KeptTail {
  let text = ''
  let log: WriteStream | undefined
  if (logFile !== undefined) {
    log = createWriteStream(logFile, { flags: 'a', mode: 0o600 })
    log.on('error', (error) => {
      add(`\n(${logFile}: ${error.message})\n`)
      log = undefined
    })
  }
  function add(chunk: string): void {
    text = (text + chunk).slice(-TAIL_CHARACTERS)
  }
  stream.setEncoding('utf8')
  stream.on('data', (chunk: string) => {
    add(chunk)
    log?.write(chunk)
  })
  const closed = finished(stream, { writable: false }).catch((error: Error) => add(`\n(${error.message})\n`))
  return {
    tail: () => text,
    async end() {
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, LAST_OUTPUT_MS)
      })
      await Promise.race([closed, late])
      clearTimeout(timer)
      const file = log
      log = undefined
      if (file) await new Promise<void>((done) => file.end(done))
    },
  }
}
