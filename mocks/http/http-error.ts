/** Thrown to answer with an error of the framework, in the form of the version and suffix. */
export class HttpError extends Error {
  readonly status: number
  readonly headers: Record<string, string>

  constructor(status: number, message = '', headers: Record<string, string> = {}) {
    super(message)
    this.status = status
    this.headers = headers
  }
}
