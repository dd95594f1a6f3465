import {
  type EntryRecord,
  fromRecord,
  isWallabagError,
  type SaveManyInput,
  type Target,
  type Wallabag,
} from 'wallabag-sdk'
import { runJob, setExitCode } from '../job.js'
import { say } from '../output/streams.js'
import { plural } from '../output/text.js'
import { addMissing, inputOf, isWebAddress } from '../saving/restore-entry.js'
import type { Before, KeptJournal } from './journal.js'

const resume = 'Run the same command again to go on.'

/** Takes back what a journal tells, as far as the API lets; entries that are gone are left out. */
export async function takeBack(wallabag: Wallabag, { head, entries }: KeptJournal): Promise<void> {
  const { deed } = head
  if (deed.field === 'deleted') return bringBack(wallabag, entries.filter(isRecord))
  const before = entries.filter(isBefore)
  if (deed.field !== 'tags') {
    const targets = await existing(wallabag, before)
    const report = await runJob<Target>(
      (job) => wallabag.entries.updateMany(targets, { [deed.field]: !deed.to }, job),
      { label: 'Undoing', name: String, resume },
    )
    return setExitCode(report)
  }
  await retag(wallabag, before, deed)
}

/** Gives tags back, and takes off those that were new: what was tagged since stays. */
async function retag(
  wallabag: Wallabag,
  before: readonly Before[],
  { added, removed }: { added: readonly string[]; removed: readonly string[] | 'all' },
): Promise<void> {
  const groups = new Map<string, { add: string[]; remove: string[]; ids: number[] }>()
  const there = new Set(await existing(wallabag, before))
  for (const { id, tags } of before) {
    if (!there.has(id)) continue
    const add = tags.filter((tag) => removed === 'all' || removed.includes(tag))
    const remove = added.filter((tag) => !tags.includes(tag))
    const key = JSON.stringify([add, remove])
    const group = groups.get(key) ?? { add, remove, ids: [] }
    group.ids.push(id)
    groups.set(key, group)
  }
  for (const { add, remove, ids } of groups.values()) {
    const changes = {
      ...(add.length > 0 && { add }),
      ...(remove.length > 0 && { remove }),
    }
    if (add.length + remove.length === 0) continue
    const report = await runJob<Target>((job) => wallabag.entries.tagMany(ids, changes, job), {
      label: 'Undoing',
      name: String,
      resume,
    })
    setExitCode(report)
  }
}

/** Saves deleted entries again; their numbers and times are gone for good. */
async function bringBack(wallabag: Wallabag, records: readonly EntryRecord[]): Promise<void> {
  const entries = records.map((record) => fromRecord(record))
  const inputs = entries.filter(({ url }) => isWebAddress(url)).map(inputOf)
  const report = await runJob<SaveManyInput>((job) => wallabag.entries.saveMany(inputs, job), {
    label: 'Undoing',
    total: inputs.length,
    name: (input) => (typeof input === 'string' ? input : input.url),
    resume,
  })
  setExitCode(report)
  const annotated = entries.filter(
    ({ annotations, url }) => annotations.length > 0 && isWebAddress(url),
  )
  const ids = await wallabag.entries.idsOf(annotated.map(({ url }) => url ?? ''))
  for (const { url, annotations } of annotated) {
    const id = ids.get(url ?? '') ?? null
    if (id !== null) await addMissing(wallabag, id, url ?? '', annotations)
  }
  say('They have new numbers, and count as saved now: no API can give these back.')
}

/** Those of some entries that are still there. */
async function existing(wallabag: Wallabag, entries: readonly Before[]): Promise<number[]> {
  const ids: number[] = []
  for (const { id } of entries) {
    try {
      await wallabag.entries.get(id, { detail: 'metadata' })
      ids.push(id)
    } catch (error) {
      if (!isWallabagError(error) || error.code !== 'not_found_entry') throw error
    }
  }
  const gone = entries.length - ids.length
  if (gone > 0) say(`${plural(gone, 'entry is', 'entries are')} not there any more.`)
  return ids
}

function isRecord(entry: Before | EntryRecord): entry is EntryRecord {
  return 'url' in entry
}

function isBefore(entry: Before | EntryRecord): entry is Before {
  return !isRecord(entry)
}
