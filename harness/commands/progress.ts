/** A line on stderr for whoever waits for a command or looks after a server; stdout holds results alone. */
export function progress(line: string): void {
  process.stderr.write(`${line}\n`)
}
