import { type Answered, type Api, falselyMissing } from '../api/api.js'
import { isWallabagError, type WallabagError } from '../errors/index.js'
import { step } from '../errors/partial-error.js'
import type { Scope } from '../http/wait.js'
import { checkId } from '../values/ids-and-dates.js'
import { existingLabel, type Tag } from '../values/tag.js'
import type { Entry } from './entry.js'
import { getEntry, listEntryTags, removeEntryTag } from './entry-requests.js'

/**
 * Removes tags from an entry. The server removes tags by id, so the ids are looked up first: a tag
 * may have been deleted since the caller read it, and its id reused for another tag (quirk 68).
 *
 * @param known - The tags of the entry, if they have just been read.
 */
export async function removeTags(
  api: Api,
  id: number,
  unwanted: readonly (string | Tag)[],
  scope: Scope,
  known?: readonly Tag[],
): Promise<Answered<Entry>> {
  const labels = new Set<string>()
  const tags = new Map<number, string>()
  for (const tag of unwanted) {
    if (typeof tag === 'string') labels.add(existingLabel(tag, 'tags'))
    else tags.set(checkId(tag?.id, 'tags'), tag.label)
  }
  const present = known ?? (await listEntryTags(api, id, scope)).value
  const meant = present.filter((tag) => labels.has(tag.label) || tags.get(tag.id) === tag.label)
  return removeEach(api, id, meant, scope)
}

/** Removes all tags from an entry. An update with an empty list would be ignored (quirk 3). */
export async function clearTags(api: Api, id: number, scope: Scope): Promise<Answered<Entry>> {
  return removeEach(api, id, (await listEntryTags(api, id, scope)).value, scope)
}

async function removeEach(
  api: Api,
  id: number,
  unwanted: readonly Tag[],
  scope: Scope,
): Promise<Answered<Entry>> {
  const done: string[] = []
  let answered: Answered<Entry> | null = null
  let missing: WallabagError | null = null
  for (const { id: tagId } of unwanted) {
    try {
      answered = await step(id, done, `tag ${tagId} removed`, () =>
        removeEntryTag(api, id, tagId, scope),
      )
    } catch (error) {
      // The tag was deleted in the meantime, so the entry no longer has it.
      if (!isMissingTag(error)) throw error
      missing = error
    }
  }
  if (answered && !missing) return answered
  return step(id, done, 'entry read', async () => {
    const read = await getEntry(api, id, scope)
    const isLeft = read.value.tags.some((tag) => unwanted.some((one) => one.id === tag.id))
    if (missing && isLeft) throw falselyMissing(missing)
    return read
  })
}

/** Whether the tag does not exist. The error may be the cause of a partial failure. */
function isMissingTag(error: unknown): error is WallabagError {
  if (!isWallabagError(error)) return false
  return error.code === 'not_found_tag' || (error.code === 'partial' && isMissingTag(error.cause))
}
