import type { Context } from '../operations/context.js'
import { failed, type Item, type Result, skipped } from './item.js'
import { type CheckedTarget, checkTarget, type Target } from './targets.js'

/** A target on its way, or what became of it before anything was sent. */
export type Prepared =
  | { readonly item: Item<Target>; readonly target: CheckedTarget; readonly result: null }
  | { readonly target: null; readonly result: Result<Target> }

/** Checks each target, and lets each entry through once. */
export async function* prepare(
  items: AsyncIterable<Item<Target>>,
  context: Context,
): AsyncGenerator<Prepared, void, undefined> {
  const seen = new Seen()
  for await (const item of items) yield prepareOne(item, seen, context)
}

function prepareOne(item: Item<Target>, seen: Seen, context: Context): Prepared {
  const { input, problem } = item
  if (problem) {
    const id = typeof input === 'object' ? input.id : null
    return { target: null, result: failed(item, problem, { id }) }
  }
  try {
    const target = checkTarget(input, context)
    const { id, hash } = target
    if (seen.add(id ?? hash)) return { item, target, result: null }
    return { target: null, result: skipped(item, 'duplicate', { id }) }
  } catch (error) {
    return { target: null, result: failed(item, error) }
  }
}

/** What came before: ids, and the beginnings of hashes, of which 64 bits tell any library apart. */
export class Seen {
  readonly #keys = new Set<number | string>()

  /** Whether it is the first of its kind. */
  add(key: number | string): boolean {
    const short = typeof key === 'string' ? key.slice(0, 16) : key
    if (this.#keys.has(short)) return false
    this.#keys.add(short)
    return true
  }
}
