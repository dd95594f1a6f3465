import { changeKey } from '../keys.js'
import type { EntryChange, QueuedChange } from './change.js'

/** What sending did to the server, for the steps that read it again. */
export class Sent {
  /** The keys of the changes that are done with, in this run or in one that did not come to its end. */
  readonly keys: string[] = []
  /** Entries that were deleted because the user asked for it. */
  readonly deleted = new Set<number>()
  /** Entries that turned out to be gone, so that what was queued for them is dropped. */
  readonly gone = new Set<number>()
  /** Entries that were annotated, which no watermark shows (Q16). */
  readonly annotated = new Set<number>()

  /** A change was made. */
  note(change: QueuedChange): void {
    this.keys.push(changeKey(change.number))
    if (change.type === 'delete') this.deleted.add(change.id)
    if (change.type === 'annotate') this.annotated.add(change.id)
  }

  /** A change is of an entry that is gone. */
  drop({ number, id }: EntryChange): void {
    this.keys.push(changeKey(number))
    this.gone.add(id)
  }
}
