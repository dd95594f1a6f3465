/** A page that the fake server can fetch. Header names are in lower case. */
export interface Page {
  /** Default: 200. A 3xx with a `location` header is followed. */
  status?: number | undefined
  headers?: Readonly<Record<string, string>> | undefined
  body?: string | undefined
  /** The target of a redirect; the same as status 301 with a `location` header. */
  redirect?: string | undefined
  /** Whether the connection fails: refused, unknown host, time-out. */
  fail?: boolean | undefined
  /** The delay of the answer in milliseconds. */
  delay?: number | undefined
}
