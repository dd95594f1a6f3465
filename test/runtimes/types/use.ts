// What users write, in every part of the package: it has to compile with each of their compilers.
import {
  type Entry,
  type EntryFilter,
  type EntrySummary,
  hashUrl,
  isWallabagError,
  type Saved,
  type TokenStore,
  Wallabag,
  WallabagError,
  type WallabagOptions,
} from 'wallabag-sdk'
import { rangesOf } from 'wallabag-sdk/annotations'
import { Wallabag as CoreWallabag } from 'wallabag-sdk/core'
import { fileTokenStore } from 'wallabag-sdk/node'
import { createSync, memoryStore } from 'wallabag-sdk/sync'
import { createFakeWallabag } from 'wallabag-sdk/testing'

const fake = createFakeWallabag()
const tokenStore: TokenStore = fileTokenStore('tokens')
// `undefined` means not given, also where optional properties are exact.
const options: WallabagOptions = {
  url: fake.url,
  auth: fake.credentials,
  fetch: fake.fetch,
  tokenStore,
  timeout: undefined,
  limits: { concurrency: 2, requestsPerSecond: undefined },
}
const wallabag = new Wallabag(options)

export async function use(): Promise<string[]> {
  const saved: Saved = await wallabag.entries.save('https://example.org/', { tags: ['a'] })
  const filter: EntryFilter = { archived: undefined, tags: ['a'] }
  const summaries: EntrySummary[] = await wallabag.entries.list(filter).toArray({ limit: 10 })
  for await (const entry of wallabag.entries.list({ detail: 'full' })) {
    const full: Entry = entry
    await rangesOf(full.content ?? '', 'words', { occurrence: undefined })
  }
  const small: CoreWallabag = new CoreWallabag(options)
  // @ts-expect-error The core has no jobs.
  small.entries.tagMany
  // @ts-expect-error A summary has no content.
  summaries[0]?.content
  // @ts-expect-error There is no such filter.
  wallabag.entries.list({ archive: true })
  const report = await wallabag.entries.tagMany([saved.entry.id], { add: ['b'] })
  const { data, response } = await wallabag.tags.list().withResponse()
  const attempts: number = response.attempts + report.done
  await createSync(wallabag, { store: memoryStore() }).run()
  return [hashUrl('https://example.org/'), ...data.map(({ label }) => label), String(attempts)]
}

export function explain(error: unknown): string {
  if (error instanceof WallabagError) return error.outcome
  return isWallabagError(error) ? error.code : String(error)
}
