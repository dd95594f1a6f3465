import { InputError, noSuch } from '../errors/index.js'
import { normalizeLabels } from '../models/label.js'
import type { Context } from '../operations/context.js'
import { massTagQuery } from '../operations/mass.js'
import { batches } from './batches.js'
import type { Item } from './item.js'
import type { Job } from './job.js'
import { KnownLabels } from './labels.js'
import type { JobOptions } from './outcome.js'
import { type Prepared, prepare } from './prepare.js'
import { workById } from './resolve.js'
import type { Desk, Work } from './run.js'
import { type Addressed, Tagger } from './tagger.js'
import { targetJob } from './target-job.js'
import type { Target, Targets } from './targets.js'
import { UrlLine } from './url-line.js'

/** Labels to add and to remove. */
export interface TagChanges {
  /** Labels that every entry gets; those it has already stay. */
  add?: readonly string[] | undefined
  /** Labels that are taken off every entry; one that it does not have is no error. */
  remove?: readonly string[] | undefined
}

interface Labels {
  readonly add: readonly string[]
  readonly remove: readonly string[]
}

/** Adds and removes tags of many entries, by the mass endpoints where they hit exactly the entry meant. */
export function tagMany(
  context: Context,
  targets: Targets,
  changes: TagChanges,
  options: JobOptions<Target>,
): Job<Target> {
  return targetJob({
    action: 'tag',
    targets,
    what: changes,
    options,
    context,
    plan() {
      const labels = checkChanges(changes)
      return (items, desk) => work(items, desk, labels)
    },
  })
}

async function* work(
  items: AsyncIterable<Item<Target>>,
  desk: Desk<Target>,
  { add, remove }: Labels,
): AsyncGenerator<Work<Target>, void, undefined> {
  const { api } = desk.context
  const known = desk.dryRun ? KnownLabels.none() : await KnownLabels.load(api, desk.scope())
  const line = new UrlLine()
  const tagger = new Tagger({ desk, line, known, add, remove })
  if (desk.dryRun) {
    return yield* workById(items, desk, 'tag', ({ item, id }) => tagger.one(item, id))
  }
  const longest = add.length > remove.length ? add : remove
  const weigh = (one: Prepared) => lengthOf(one, longest)
  const byId = (item: Item<Target>, id: number) => async () => [await tagger.one(item, id)]
  // A new label holds everybody up until it is there, so the first call brings it for one entry.
  let alone = known.areNew(add)
  for await (const batch of batches(prepare(items, desk.context), weigh, () =>
    alone ? 0 : line.query,
  )) {
    alone = false
    const addressed: Addressed[] = []
    for (const one of batch) {
      if (one.result) yield async () => [one.result]
      else if (one.target.url !== null)
        addressed.push({ item: one.item, url: one.target.url, id: one.target.id })
      else if (one.target.id !== null) yield byId(one.item, one.target.id)
    }
    if (addressed.length > 0) yield () => tagger.together(addressed)
  }
}

/** What one target adds to the query of a mass call. */
function lengthOf({ target }: Prepared, labels: readonly string[]): number {
  if (!target?.url) return 0
  return massTagQuery([{ url: target.url, labels }]).toString().length
}

/**
 * Checks the labels.
 *
 * @throws InputError when there are none, or when one is to be both added and removed.
 */
function checkChanges(changes: TagChanges): Labels {
  const { add = [], remove = [], ...rest } = changes
  const unknown = Object.keys(rest)
  if (unknown.length > 0) {
    throw noSuch('invalid_input', 'change', unknown.join(', '), ['add', 'remove'])
  }
  const labels = { add: normalizeLabels(add, 'add'), remove: normalizeLabels(remove, 'remove') }
  if (labels.add.length + labels.remove.length === 0) {
    throw refuse('add, remove: expected at least one label.')
  }
  const both = labels.add.filter((label) => labels.remove.includes(label))
  if (both.length > 0) throw refuse(`${both.join(', ')}: both to be added and to be removed.`)
  return labels
}

function refuse(message: string): InputError {
  return new InputError('invalid_input', message)
}
