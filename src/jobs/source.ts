import { describe, InputError } from '../errors/index.js'
import { type Checkpoint, hash } from './checkpoint.js'
import type { Item } from './item.js'

/** Where the items of a job come from. */
export interface Source<Input> {
  /** Begins to read, where an earlier run left off. */
  begin(checkpoint: Checkpoint | null, atMost: number | undefined): Promise<Opened<Input>>
}

/** A source that is being read. */
export interface Opened<Input> {
  /** How many items are to come; `null` when that is not known. */
  readonly total: number | null
  /** How many earlier runs have finished. */
  readonly before: number
  readonly items: AsyncIterable<Item<Input>>
}

/** Several inputs; a string is none, although it is iterable. */
export type Inputs<Input> = Iterable<Input> | AsyncIterable<Input>

/** Whether a value can be iterated in one way or the other. */
export function isInputs(value: unknown): value is Inputs<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    (Symbol.iterator in value || Symbol.asyncIterator in value)
  )
}

/**
 * Reads what the caller gave, one item at a time. After an interruption it is read from its
 * beginning; a hash of everything that was taken before proves that it is the same.
 */
export class GivenSource<Input> implements Source<Input> {
  #inputs: Inputs<Input>
  readonly #keyOf: (input: Input) => string

  constructor(inputs: Inputs<Input>, keyOf: (input: Input) => string) {
    this.#inputs = inputs
    this.#keyOf = keyOf
  }

  async begin(checkpoint: Checkpoint | null, atMost: number | undefined): Promise<Opened<Input>> {
    if (atMost !== undefined && sizeOf(this.#inputs) === null) {
      this.#inputs = await firstOf(this.#inputs, atMost + 1)
    }
    const size = sizeOf(this.#inputs)
    if (size !== null) checkAtMost(size, atMost)
    const before = checkpoint?.finished ?? 0
    const items = checkpoint ? this.#resumed(checkpoint) : this.#items()
    return { total: size === null ? null : Math.max(0, size - before), before, items }
  }

  async *#items(): AsyncGenerator<Item<Input>, void, undefined> {
    let index = 0
    for await (const input of this.#inputs) {
      yield { input, index, position: index, left: null, problem: null }
      index += 1
    }
  }

  async *#resumed(checkpoint: Checkpoint): AsyncGenerator<Item<Input>, void, undefined> {
    const last = checkpoint.position
    const left = new Map(checkpoint.open.map((item) => [item.position, item]))
    const open: Item<Input>[] = []
    let digest = ''
    let position = -1
    for await (const item of this.#items()) {
      position = item.position
      digest = hash(digest + this.#keyOf(item.input))
      if (position > last) {
        checkpoint.take(position, digest)
        yield item
        continue
      }
      const before = left.get(position)
      if (before) open.push({ ...item, left: before })
      if (position < last) continue
      // Only now is it certain that the open ones are what they were.
      checkpoint.verify(digest)
      yield* open
    }
    if (position < last) checkpoint.verify('the source ended before')
  }
}

/** Refuses more items than were expected. */
export function checkAtMost(count: number, atMost: number | undefined): void {
  if (atMost === undefined || count <= atMost) return
  throw new InputError(
    'invalid_input',
    `The job has ${count} items, or more, and \`expectAtMost\` is ${atMost}; nothing was written.`,
  )
}

/** Refuses what is neither iterable nor, where that is allowed, a filter. */
export function checkInputs(value: unknown, name: string, expected: string): void {
  if (isInputs(value)) return
  throw new InputError(
    'invalid_input',
    `${name}: expected ${expected}, received ${describe(value)}.`,
  )
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
