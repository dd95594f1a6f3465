// Finds stored records that are valid JSON but lack fields, for instance because another program
// wrote them.
import {
  bool,
  type Check,
  either,
  int,
  list,
  nullable,
  nullish,
  number,
  object,
  oneOf,
  text,
} from '../contract/check.js'
import type { QueuedChange } from './outbox/change.js'
import { numberIn, type SyncRecord, type SyncRecords } from './store.js'

const moment: Check = (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value))
/** Anything, for instance an odd value that a client with `validate: 'off'` lets through. */
const given: Check = (value) => value !== undefined
const maybeText = nullable(text)
const maybeFlag = nullable(bool)
const maybeNumber = nullable(number)
const labels = list(text)
const ids = list(int)
const ranges = list(object({}))
const dates = { createdAt: moment, updatedAt: moment }
const noteFields = { quote: text, text, ranges }
const flags = { archived: maybeFlag, starred: maybeFlag }
const ofEntry = { id: int, createdAt: moment }
const seenNote = { ...ofEntry, annotation: given, change: nullable(int), before: text }

/** The fields of each type of change, beside those of the header. */
const changes: Record<QueuedChange['type'], Readonly<Record<string, Check>>> = {
  save: { ...flags, url: text, title: maybeText, content: nullish(text), tags: labels },
  update: { ...ofEntry, ...flags, add: labels, remove: labels },
  delete: ofEntry,
  annotate: { ...ofEntry, ...noteFields },
  'update-annotation': { ...seenNote, ...noteFields },
  'delete-annotation': { ...seenNote, quote: text, ranges },
}

const changeHeader = {
  number: int,
  // Version 0.1 did not write this.
  queuedAt: nullish(number),
  triedAt: maybeNumber,
  sent: bool,
  failure: nullable(object({ code: text, message: text })),
}

const later: Check = (value) => Number(value) > 2

/** What a sync relies on in each kind of record. */
const checks: Record<SyncRecord['kind'], Check> = {
  entry: object({
    entry: object({
      ...dates,
      id: int,
      archived: bool,
      starred: bool,
      archivedAt: nullable(moment),
      starredAt: nullable(moment),
      publishedAt: nullable(moment),
      tags: list(object({ id: given, label: text })),
      annotations: list(object({ ...noteFields, ...dates, id: given })),
    }),
  }),
  content: object({ html: maybeText, updatedAt: moment }),
  change: either(
    ...Object.entries(changes).map(([type, fields]) =>
      object({ ...changeHeader, ...fields, type: oneOf(type) }),
    ),
  ),
  // The state of a later version is refused elsewhere.
  state: either(
    object({ version: later }),
    object({
      version: int,
      server: text,
      user: int,
      filled: bool,
      mark: int,
      watermark: nullable(moment),
      newest: nullable(int),
      zoned: bool,
      serverTime: maybeNumber,
      clientTime: number,
      nextPage: int,
      restored: bool,
      unreadable: ids,
      owed: ids,
      annotated: ids,
    }),
  ),
  queue: object({
    last: int,
    run: nullable(object({ owner: text, until: number, sending: nullable(int) })),
  }),
  damaged: () => true,
}

/** The record, or one that says that it is damaged. */
function sound(record: SyncRecord, key: string): SyncRecord {
  const { kind } = record
  const number = kind === 'entry' ? record.entry?.id : kind === 'change' ? record.number : null
  const isInPlace = number === null || number === numberIn(key)
  return isInPlace && checks[kind]?.(record) ? record : { kind: 'damaged' }
}

/** The records of a store, of which damaged ones are reported as such. */
export function checkedRecords(records: SyncRecords): SyncRecords {
  return {
    async get(keys) {
      const found = await records.get(keys)
      return keys.map((key, index) => {
        const record = found[index]
        return record && sound(record, key)
      })
    },
    keys: (prefix) => records.keys(prefix),
    write: (changes) => records.write(changes),
  }
}
