/** An answer of the fake. */
export interface Received {
  status: number
  headers: Headers
  /** A JSON value if it is one, else undefined. */
  body: unknown
  text: string
  bytes: Uint8Array
}
