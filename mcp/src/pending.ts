import { randomBytes } from 'node:crypto'
import type { CallToolResult, ServerContext } from '@modelcontextprotocol/server'

/** A proposed change that was not made yet. */
export interface Intention {
  /** The tool that proposed it. Only this tool can make it. */
  readonly tool: string
  /** A short description of the change. */
  readonly what: string
  /**
   * The arguments of the call, as JSON. The call that brings the answer of the user must have the
   * same.
   */
  readonly call: string
  /** Makes the change to exactly the entries of the dry run. */
  readonly run: (ctx: ServerContext) => Promise<CallToolResult>
}

/** Stores changes under tokens that cannot be guessed. Each can be made once. */
export class Pending {
  readonly #most: number
  readonly #life: number
  readonly #kept = new Map<string, { readonly intention: Intention; readonly since: number }>()

  /**
   * @param most - How many are stored; beyond that the oldest are dropped.
   * @param life - How long each is stored, in milliseconds.
   */
  constructor(most: number, life: number) {
    this.#most = most
    this.#life = life
  }

  /** Stores a change and returns its token. */
  keep(intention: Intention): string {
    const token = randomBytes(12).toString('base64url')
    this.#kept.set(token, { intention, since: Date.now() })
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= this.#most) break
      this.#kept.delete(oldest)
    }
    return token
  }

  /** Removes and returns the change of a token, or `null` if there is none for this tool. */
  take(token: string, tool: string): Intention | null {
    const found = this.#kept.get(token)
    if (!found || found.intention.tool !== tool) return null
    this.#kept.delete(token)
    return Date.now() - found.since < this.#life ? found.intention : null
  }

  /** The stored changes, latest first. */
  list(): { readonly token: string; readonly what: string; readonly since: Date }[] {
    return [...this.#kept]
      .map(([token, { intention, since }]) => ({
        token,
        what: intention.what,
        since: new Date(since),
      }))
      .reverse()
  }
}
