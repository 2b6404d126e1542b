/** A recorded run that cannot be read or written, or a report that does not exist: the user's to mend. */
export class ReportError extends Error {
  override readonly name = 'ReportError'
  readonly hint: string | undefined

  constructor(message: string, hint?: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.hint = hint
  }
}
