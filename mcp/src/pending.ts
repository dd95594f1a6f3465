import { randomBytes } from 'node:crypto'
import type { CallToolResult, ServerContext } from '@modelcontextprotocol/server'

/** Something that was worked out and is not done yet. */
export interface Intention {
  /** The tool that it belongs to: no other one can do it. */
  readonly tool: string
  /** What it does, in a few words. */
  readonly what: string
  /** The call that it came from; the same call must come again with the answer of a person. */
  readonly call: string
  /** Does it, to exactly the entries that were found when it was worked out. */
  readonly run: (ctx: ServerContext) => Promise<CallToolResult>
}

/** Intentions by a token that nobody can guess; each is done once. */
export class Pending {
  readonly #most: number
  readonly #life: number
  readonly #kept = new Map<string, { readonly intention: Intention; readonly since: number }>()

  /**
   * @param most - How many are kept; the oldest give way.
   * @param life - How long each is kept, in milliseconds.
   */
  constructor(most: number, life: number) {
    this.#most = most
    this.#life = life
  }

  /** Keeps one, and gives the token for it. */
  keep(intention: Intention): string {
    const token = randomBytes(12).toString('base64url')
    this.#kept.set(token, { intention, since: Date.now() })
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= this.#most) break
      this.#kept.delete(oldest)
    }
    return token
  }

  /** Takes one out; `null` when there is none of this token for this tool any more. */
  take(token: string, tool: string): Intention | null {
    const found = this.#kept.get(token)
    if (!found || found.intention.tool !== tool) return null
    this.#kept.delete(token)
    return Date.now() - found.since < this.#life ? found.intention : null
  }

  /** What is kept, the latest first. */
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
