/** An answer of the fake. */
export interface Received {
  status: number
  headers: Headers
  /** The JSON value, or undefined if the body is not JSON. */
  body: unknown
  text: string
  bytes: Uint8Array
}
