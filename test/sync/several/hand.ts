import type {
  ContentChoice,
  createSync,
  LocalEntry,
  Sync,
  SyncClient,
  SyncStore,
} from 'wallabag-sdk/sync'

/** One thing that somebody does with a sync; plain JSON, since he may be in another process or page. */
export type Command =
  | { readonly do: 'run'; readonly content: ContentChoice; readonly annotations: boolean }
  | { readonly do: 'save'; readonly url: string; readonly label: string }
  | { readonly do: 'tag' | 'untag'; readonly id: number; readonly label: string }
  | { readonly do: 'star'; readonly id: number; readonly to: boolean }
  | { readonly do: 'annotate'; readonly id: number; readonly text: string }
  | { readonly do: 'rewrite'; readonly id: number; readonly text: string; readonly to: string }
  | { readonly do: 'erase'; readonly id: number; readonly text: string }
  | { readonly do: 'delete'; readonly id: number }
  | { readonly do: 'look'; readonly id?: number }

/** An entry as somebody sees it. */
export interface Seen {
  readonly id: number
  readonly createdAt: string
  readonly title: string | null
  readonly archived: boolean
  readonly starred: boolean
  readonly tags: readonly string[]
  readonly notes: readonly string[]
}

/** What came of a command: nothing, what was seen, or the code of an error. */
export interface Answer {
  readonly code: string | null
  readonly message?: string
  readonly seen?: readonly Seen[]
  readonly waiting?: number
}

/** Somebody who has a store in common with others. */
export interface Hand {
  act(command: Command): Promise<Answer>
}

/** A hand in this process: `make` is `createSync` of the package as it is tested. */
export function handOn(make: typeof createSync, client: SyncClient, store: SyncStore): Hand {
  const sync = make(client, { store })
  return {
    async act(command) {
      try {
        return { code: null, ...(await obey(sync, command)) }
      } catch (error) {
        const { code = 'killed', message } = Object(error)
        return { code, message: String(message) }
      }
    },
  }
}

async function obey(sync: Sync, command: Command): Promise<Partial<Answer>> {
  const { outbox } = sync
  switch (command.do) {
    case 'run':
      await sync.run({ content: command.content, annotations: command.annotations })
      break
    case 'save':
      await outbox.save(command.url, { tags: [command.label] })
      break
    case 'tag':
      await outbox.tag(command.id, { add: [command.label] })
      break
    case 'untag':
      await outbox.tag(command.id, { remove: [command.label] })
      break
    case 'star':
      await outbox.star(command.id, command.to)
      break
    case 'annotate':
      await outbox.annotate(command.id, { quote: 'c', text: command.text })
      break
    case 'rewrite':
      await outbox.updateAnnotation(command.id, await noteOf(sync, command), command.to)
      break
    case 'erase':
      await outbox.deleteAnnotation(command.id, await noteOf(sync, command))
      break
    case 'delete':
      await outbox.delete(command.id)
      break
    case 'look':
      return look(sync, command.id)
  }
  return {}
}

async function noteOf(sync: Sync, { id, text }: { id: number; text: string }) {
  const entry = await sync.get(id)
  const found = entry?.annotations.find((note) => note.text === text)
  if (found) return found
  // Whoever deleted the entry meanwhile has deleted its notes.
  throw Object.assign(new Error(`${text} of ${id}`), { code: entry ? 'lost_note' : 'no_entry' })
}

/** One entry, or all. */
async function look(sync: Sync, id?: number): Promise<Partial<Answer>> {
  if (id !== undefined) {
    const entry = await sync.get(id)
    return { seen: entry ? [seenOf(entry)] : [] }
  }
  const seen: Seen[] = []
  for await (const entry of sync.entries()) seen.push(seenOf(entry))
  return { seen, waiting: (await sync.outbox.list()).length }
}

function seenOf({ annotations, ...entry }: LocalEntry): Seen {
  const { id, title, archived, starred } = entry
  const createdAt = entry.createdAt.toISOString()
  const tags = entry.tags.map(({ label }) => label).sort()
  const notes = annotations.map(({ text }) => text).sort()
  return { id, createdAt, title, archived, starred, tags, notes }
}
