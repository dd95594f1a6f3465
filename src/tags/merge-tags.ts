import { type Answered, type Api, falselyMissing, isMissingEntry } from '../api/api.js'
import { walkEntries } from '../entries/ahead.js'
import type { EntrySummary } from '../entries/entry.js'
import { addEntryTags, entriesExist, isAbsent } from '../entries/entry-requests.js'
import { InputError, isWallabagError, PartialError, WallabagError } from '../errors/index.js'
import type { Scope } from '../http/wait.js'
import { existingLabel, normalizeLabel, normalizeLabels } from '../values/tag.js'
import { deleteTagsByLabel, noTagDeleted } from './tag-requests.js'

/** The result of a merge of tags. */
export interface MergedTags {
  /** How many entries got the new label. */
  readonly changed: number
}

/**
 * Replaces labels with another one, which the server cannot do. It adds the new label everywhere,
 * walks the list again until no entry has an old label without the new one, and only then deletes
 * the old labels.
 *
 * @param open - Opens the scope of one request. There can be thousands.
 */
export async function mergeTags(
  api: Api,
  labels: readonly string[],
  into: string,
  open: () => Scope,
): Promise<Answered<MergedTags>> {
  const label = normalizeLabel(into, 'into')
  const all = normalizeLabels(labels, 'labels', existingLabel)
  const old = all.filter((other) => other !== label)
  if (old.length === 0) {
    throw new InputError(
      'invalid_input',
      `labels: expected at least one other than “${label}”; the server keeps labels in lower case.`,
    )
  }
  /**
   * Invalid entries of a list. It is not visible whether they have the new label, so they get it
   * once.
   */
  const unread = new Set<number>()
  let changed = 0
  /** The entry that could not get the new label. */
  let failedAt: number | null = null
  let next = 'entries read'
  try {
    for (const other of old) {
      for (let before = -1; before < changed; ) {
        before = changed
        await addBeside(other)
      }
    }
    next = 'old tags deleted'
    const deleted = deleteTagsByLabel(api, old, open)
    // If the old tags no longer exist, someone else has deleted them, and nothing is left to do.
    const { response } = await (changed > 0 ? deleted.catch(noTagDeleted) : deleted)
    return { value: { changed }, response }
  } catch (error) {
    if (!isWallabagError(error) || changed === 0) throw error
    const done = [`“${label}” added to ${changed} ${changed === 1 ? 'entry' : 'entries'}`]
    throw new PartialError(failedAt, done, failedAt === null ? next : 'tag added', error)
  }

  /** Adds the new label to the entries that have the other one without it. */
  async function addBeside(other: string): Promise<void> {
    const read = new Set<number>()
    // No filter finds a label with a comma, so the whole library is searched for it (quirk 70).
    const hasComma = other.includes(',')
    const filter = new URLSearchParams(hasComma ? {} : { tags: other })
    for await (const page of walkEntries(api, filter, open)) {
      for (const { id } of page.items) read.add(id)
      const missing = page.items.filter(({ tags }) => {
        const has = (wanted: string) => tags.some((tag) => tag.label === wanted)
        return has(other) && !has(label)
      })
      const unseen = hasComma ? [] : page.ids.filter((id) => !read.has(id) && !unread.has(id))
      for (const id of unseen) unread.add(id)
      // The first entry is changed alone, because two simultaneous requests that create the same
      // label can fail.
      const [first, ...others] = [...missing, ...unseen.map((id) => ({ id, hashedUrl: null }))]
      if (first) await add(first)
      const results = await Promise.allSettled(others.map(add))
      for (const result of results) if (result.status === 'rejected') throw result.reason
    }
  }

  async function add({ id, hashedUrl }: Pick<EntrySummary, 'id' | 'hashedUrl'>): Promise<void> {
    try {
      const { value } = await addEntryTags(api, id, [label], open())
      if (!value.tags.some((tag) => tag.label === label)) throw otherLabel(label)
      changed += 1
    } catch (error) {
      failedAt ??= id
      if (!isMissingEntry(error)) throw error
      // An entry that was deleted in the meantime has no tags. Any other would lose the old tag
      // without getting the new one.
      const scope = open()
      const found =
        hashedUrl === null
          ? undefined
          : (await entriesExist(api, [hashedUrl], scope)).value.get(hashedUrl)
      if (!(await isAbsent(api, id, scope, found))) throw falselyMissing(error)
      failedAt = null
    }
  }
}

/**
 * Some databases treat labels as equal that differ in an accent. Deleting the old one would delete
 * both.
 */
function otherLabel(label: string): WallabagError {
  return new WallabagError(
    'refused_by_server',
    `The server stored the label “${label}” differently; no tag was deleted.`,
    {
      hint: 'Check the server’s tags: it may treat an existing one as the same.',
      outcome: 'partial',
    },
  )
}
