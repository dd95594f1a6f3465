import { unexpectedInput } from '../errors/index.js'
import { hash } from '../values/hash.js'
import type { Place } from './walk.js'
import { checkNamed, type WhereOptions } from './where.js'

/** A cursor: version, hash of the list, hash of the account, last id and position. */
const form = /^1\.([\da-f]{12})\.([\da-f]{8})?\.(\d*)\.(\d+)$/

/**
 * Reads and writes the cursors of one list. A cursor contains hashes of the list and of the
 * account. The account is known only after the first entry has come, because finding it out would
 * take a request of its own.
 */
export class Cursors {
  readonly #what: string
  readonly #beside: WhereOptions
  #owner: number | undefined
  /** The hash of the account that a cursor was created for. */
  #account: string | undefined

  /**
   * @param beside - The predicate beside the filter. Without a name for it the list has no cursors.
   * @param list - What identifies the list: server, filter and order.
   */
  constructor(beside: WhereOptions, ...list: readonly unknown[]) {
    this.#beside = beside
    this.#what = JSON.stringify([...list, beside.whereName])
  }

  /**
   * The place of a cursor, or `null` without a cursor.
   *
   * @throws InputError for a text that is not a cursor, or a cursor of another list.
   */
  read(cursor: unknown): Place | null {
    if (cursor === undefined) return null
    checkNamed(this.#beside, 'a cursor')
    const [, list, account, mark, position] = form.exec(String(cursor)) ?? []
    if (list !== this.#list()) refuse('server, filter, order and size of pages', cursor)
    this.#account = account
    return { mark: mark ? +mark : null, position: +(position ?? 0) }
  }

  write({ mark, position }: Place): string {
    checkNamed(this.#beside, 'a cursor')
    return ['1', this.#list(), this.#account ?? this.#accountOf(this.#owner), mark, position].join(
      '.',
    )
  }

  /**
   * Records whose entries the list contains.
   *
   * @throws InputError if the cursor belongs to another account, or an earlier entry belonged to
   *   another one.
   */
  belongTo(owner: number): void {
    if (owner === this.#owner) return
    const isOther = this.#account !== undefined && this.#account !== this.#accountOf(owner)
    if (isOther || this.#owner !== undefined) refuse('account', this.#account)
    this.#owner = owner
  }

  // Computed on demand, because most lists are read without a cursor.
  #list(): string {
    return hash(this.#what).slice(0, 12)
  }

  #accountOf(owner: number | undefined): string | undefined {
    return owner === undefined ? undefined : hash(this.#list() + owner).slice(0, 8)
  }
}

function refuse(what: string, received: unknown): never {
  throw unexpectedInput('after', `a cursor of this ${what}`, received)
}
