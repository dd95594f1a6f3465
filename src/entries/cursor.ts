import { unexpectedInput } from '../errors/index.js'
import { hash } from '../values/hash.js'
import type { Place } from './walk.js'
import { checkNamed, type WhereOptions } from './where.js'

/** Version, list, account, mark and position. */
const form = /^1\.([\da-f]{12})\.([\da-f]{8})?\.(\d*)\.(\d+)$/

/**
 * The cursors of one list. They name it by a hash, and the account by another, which nobody knows
 * before an entry has come: to ask for it would be a request of its own.
 */
export class Cursors {
  readonly #what: string
  readonly #beside: WhereOptions
  #owner: number | undefined
  /** The account that a cursor was given for. */
  #account: string | undefined

  /**
   * @param beside - The predicate beside the filter; without a name its list has no cursors.
   * @param list - What makes it this list and no other: server, filter, order.
   */
  constructor(beside: WhereOptions, ...list: readonly unknown[]) {
    this.#beside = beside
    this.#what = JSON.stringify([...list, beside.whereName])
  }

  /**
   * The position of a cursor; `null` if there is none.
   *
   * @throws InputError for what is no cursor, and for one of another list.
   */
  read(cursor: unknown): Place | null {
    if (cursor === undefined) return null
    checkNamed(this.#beside, 'a cursor')
    const [, list, account, mark, position] = form.exec(String(cursor)) ?? []
    if (list !== this.#list()) refuse('server, filter, order and size of pages', cursor)
    this.#account = account
    return { mark: mark ? +mark : null, position: +(position ?? 0) }
  }

  /** The cursor that leads to a place. */
  write({ mark, position }: Place): string {
    checkNamed(this.#beside, 'a cursor')
    return ['1', this.#list(), this.#account ?? this.#accountOf(this.#owner), mark, position].join(
      '.',
    )
  }

  /**
   * Learns whose entries the list has.
   *
   * @throws InputError when the cursor was of another account, or an entry before was another's.
   */
  belongTo(owner: number): void {
    if (owner === this.#owner) return
    const isOther = this.#account !== undefined && this.#account !== this.#accountOf(owner)
    if (isOther || this.#owner !== undefined) refuse('account', this.#account)
    this.#owner = owner
  }

  // Made when it is asked for: most lists are read without a cursor.
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
