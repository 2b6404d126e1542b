/** Whether text on `stream` is coloured: on a terminal, unless `--no-color` or NO_COLOR says otherwise. */
export function wantsColor(stream: Pick<NodeJS.WriteStream, 'isTTY'>): boolean {
  if (process.env.NO_COLOR) return false
  return stream.isTTY || process.env.FORCE_COLOR !== undefined
}
