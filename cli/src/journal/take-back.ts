import {
  type EntryRecord,
  fromRecord,
  type Job,
  type JobOptions,
  type SaveManyInput,
  type Target,
  type Wallabag,
} from 'wallabag-sdk'
import { runJob } from '../job.js'
import { say } from '../output/streams.js'
import { addMissing, inputOf, isWebAddress } from '../saving/restore-entry.js'
import type { Before, KeptJournal } from './journal.js'

const resume = 'Run the same command again to go on.'

/**
 * Undoes the change in a journal as far as the API allows. Entries that no longer exist are left
 * out.
 */
export async function takeBack(wallabag: Wallabag, { head, entries }: KeptJournal): Promise<void> {
  const { deed } = head
  if (deed.field === 'deleted') await bringBack(wallabag, entries.filter(isRecord))
  else if (deed.field === 'tags') await retag(wallabag, entries.filter(isBefore), deed)
  else {
    const ids = entries.map(({ id }) => id)
    const change = { [deed.field]: !deed.to }
    await undo((job) => wallabag.entries.updateMany(ids, change, job))
  }
}

function undo(start: (options: JobOptions<Target>) => Job<Target>): Promise<unknown> {
  return runJob(start, { label: 'Undoing', name: String, resume, mayBeGone: true })
}

/** Adds the removed tags again and removes the added ones. Tags from later changes stay. */
async function retag(
  wallabag: Wallabag,
  before: readonly Before[],
  { added, removed }: { added: readonly string[]; removed: readonly string[] | 'all' },
): Promise<void> {
  const groups = new Map<string, { add: string[]; remove: string[]; ids: number[] }>()
  for (const { id, tags } of before) {
    const add = tags.filter((tag) => removed === 'all' || removed.includes(tag))
    const remove = added.filter((tag) => !tags.includes(tag))
    const key = JSON.stringify([add, remove])
    const group = groups.get(key) ?? { add, remove, ids: [] }
    group.ids.push(id)
    groups.set(key, group)
  }
  for (const { add, remove, ids } of groups.values()) {
    if (add.length + remove.length === 0) continue
    await undo((job) => wallabag.entries.tagMany(ids, { add, remove }, job))
  }
}

/** Saves deleted entries again. Their ids and times cannot be restored. */
async function bringBack(wallabag: Wallabag, records: readonly EntryRecord[]): Promise<void> {
  const entries = records.map((record) => fromRecord(record))
  const inputs = entries.filter(({ url }) => isWebAddress(url)).map(inputOf)
  await runJob<SaveManyInput>((job) => wallabag.entries.saveMany(inputs, job), {
    label: 'Undoing',
    total: inputs.length,
    name: (input) => (typeof input === 'string' ? input : input.url),
    resume,
  })
  const annotated = entries.filter(
    ({ annotations, url }) => annotations.length > 0 && isWebAddress(url),
  )
  const ids = await wallabag.entries.idsOf(annotated.map(({ url }) => url ?? ''))
  for (const { url, annotations } of annotated) {
    const id = ids.get(url ?? '') ?? null
    if (id !== null) await addMissing(wallabag, id, url ?? '', annotations)
  }
  say('They have new ids and a new time of saving, because the API can set neither.')
}

function isRecord(entry: Before | EntryRecord): entry is EntryRecord {
  return 'url' in entry
}

function isBefore(entry: Before | EntryRecord): entry is Before {
  return !isRecord(entry)
}
