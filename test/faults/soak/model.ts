/** An entry as the server must hold it at the end. Where a failure left it open, several are right. */
export interface ModelEntry {
  readonly url: string
  titles: Set<string>
  archived: Set<boolean>
  /** Labels that are there, and those that may be. */
  readonly tags: Set<string>
  readonly maybeTags: Set<string>
  readonly notes: Set<string>
  readonly maybeNotes: Set<string>
}

/** Addresses that were saved on the way, and whether they are there. */
export type Saved = Map<string, 'yes' | 'no' | 'maybe'>

/** What the server holds. */
export interface HeldEntry {
  readonly id: number
  readonly url: string
  readonly title: string
  readonly archived: boolean
  readonly tags: readonly string[]
  readonly notes: readonly string[]
}

/** An entry that is as it was made. */
export function modelEntry(url: string, title: string): ModelEntry {
  return {
    url,
    titles: new Set([title]),
    archived: new Set([false]),
    tags: new Set(),
    maybeTags: new Set(),
    notes: new Set(),
    maybeNotes: new Set(),
  }
}

/** How the server differs from the model; empty when it does not. */
export function differences(
  model: readonly ModelEntry[],
  saved: Saved,
  held: readonly HeldEntry[],
): string[] {
  const found = new Map<string, HeldEntry[]>()
  for (const entry of held) found.set(entry.url, [...(found.get(entry.url) ?? []), entry])
  const known = new Set([...model.map(({ url }) => url), ...saved.keys()])
  return [
    ...[...found.keys()].filter((url) => !known.has(url)).map((url) => `${url}: unknown`),
    ...model.flatMap((entry) => compare(entry, found.get(entry.url) ?? [])),
    ...[...saved].flatMap(([url, exists]) => count(url, exists, found.get(url)?.length ?? 0)),
  ]
}

function count(url: string, exists: 'yes' | 'no' | 'maybe', times: number): string[] {
  const right = { yes: [1], no: [0], maybe: [0, 1] }[exists]
  return right.includes(times) ? [] : [`${url}: ${exists}, and there ${times} times`]
}

function compare(entry: ModelEntry, found: readonly HeldEntry[]): string[] {
  const { url } = entry
  const [first] = found
  if (!first || found.length > 1) return count(url, 'yes', found.length)
  return [
    ...(entry.titles.has(first.title) ? [] : [`${url}: title ${first.title}`]),
    ...(entry.archived.has(first.archived) ? [] : [`${url}: archived ${first.archived}`]),
    ...sets(url, 'tags', first.tags, entry.tags, entry.maybeTags),
    ...sets(url, 'notes', first.notes, entry.notes, entry.maybeNotes),
  ]
}

function sets(
  url: string,
  what: string,
  found: readonly string[],
  must: ReadonlySet<string>,
  may: ReadonlySet<string>,
): string[] {
  const lost = [...must].filter((value) => !found.includes(value))
  const extra = found.filter((value) => !must.has(value) && !may.has(value))
  const twice = found.filter((value, index) => found.indexOf(value) !== index)
  return [
    ...lost.map((value) => `${url}: ${what} lost ${value}`),
    ...extra.map((value) => `${url}: ${what} gained ${value}`),
    ...twice.map((value) => `${url}: ${what} twice ${value}`),
  ]
}
