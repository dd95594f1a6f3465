// Reads the items of a job, and checks after an interruption that they are the same.
import { InputError, isObject, unexpectedInput } from '../errors/index.js'
import { hash } from '../values/hash.js'
import type { Checkpoint } from './checkpoint.js'
import type { Item } from './outcome.js'

/** An opened source. */
export interface Opened<Input> {
  /** How many items will come, or `null` if that is not known. */
  readonly total: number | null
  readonly items: AsyncIterable<Item<Input>>
}

/** Several inputs; a string does not count, although it is iterable. */
export type Inputs<Input> = Iterable<Input> | AsyncIterable<Input>

/** Whether a value can be iterated, synchronously or asynchronously. */
export function isInputs(value: unknown): value is Inputs<unknown> {
  return isObject(value) && (Symbol.iterator in value || Symbol.asyncIterator in value)
}

/**
 * Reads the items of the caller, one at a time. After an interruption it starts at the beginning
 * again. A hash of all items that were taken before shows whether they are the same.
 */
export async function openGiven<Input>(
  given: Inputs<Input>,
  keyOf: (input: Input) => string,
  checkpoint: Checkpoint | null,
  atMost: number | undefined,
): Promise<Opened<Input>> {
  const mustCount = atMost !== undefined && sizeOf(given) === null
  const inputs = mustCount ? await firstOf(given, atMost + 1) : given
  const size = sizeOf(inputs)
  if (size !== null) checkAtMost(size, atMost)
  const items = itemsOf(inputs)
  return {
    total: size === null ? null : Math.max(0, size - (checkpoint?.finished ?? 0)),
    items: checkpoint ? resumed(items, keyOf, checkpoint) : items,
  }
}

/** The fields of an item that has not been looked up. */
export const unknown = {
  isFound: false,
  isHashed: false,
  left: null,
  isSame: null,
  before: null,
  problem: null,
}

async function* itemsOf<Input>(
  inputs: Inputs<Input>,
): AsyncGenerator<Item<Input>, void, undefined> {
  let index = 0
  for await (const input of inputs) {
    yield { input, index, position: index, ...unknown }
    index += 1
  }
}

async function* resumed<Input>(
  items: AsyncIterable<Item<Input>>,
  keyOf: (input: Input) => string,
  checkpoint: Checkpoint,
): AsyncGenerator<Item<Input>, void, undefined> {
  const last = checkpoint.position
  const left = new Map(checkpoint.open.map((item) => [item.position, item]))
  const open: Item<Input>[] = []
  let digest = ''
  let position = -1
  for await (const item of items) {
    position = item.position
    digest = hash(digest + keyOf(item.input))
    if (position > last) {
      checkpoint.take(position, digest)
      yield item
      continue
    }
    const before = left.get(position)
    if (before) open.push({ ...item, left: before })
    if (position < last) continue
    // Only now is it certain that the open items are the same as before.
    checkpoint.verify(digest)
    yield* open
  }
  if (position < last) checkpoint.verify('the source ended before')
}

/** Refuses more items than expected. */
export function checkAtMost(count: number, atMost: number | undefined): void {
  if (atMost === undefined || count <= atMost) return
  throw new InputError(
    'invalid_input',
    `The job has ${count} items or more, but \`expectAtMost\` is ${atMost}; nothing was written.`,
  )
}

/** Refuses a value that cannot be iterated. */
export function checkInputs(value: unknown, name: string): void {
  if (isInputs(value)) return
  throw unexpectedInput(name, 'several addresses', value)
}

function sizeOf(inputs: Inputs<unknown>): number | null {
  if (Array.isArray(inputs)) return inputs.length
  return 'size' in inputs && typeof inputs.size === 'number' ? inputs.size : null
}

async function firstOf<Input>(inputs: Inputs<Input>, count: number): Promise<Input[]> {
  const first: Input[] = []
  for await (const input of inputs) {
    first.push(input)
    if (first.length >= count) break
  }
  return first
}
