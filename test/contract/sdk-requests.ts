import type { Wallabag } from 'wallabag-sdk'

/** One row: which recordings the requests of some calls of the SDK are equal to. */
export interface Row {
  /** The operations, as the OpenAPI description names them. */
  readonly operations: readonly string[]
  /** The recordings. */
  readonly recordings: readonly string[]
  /** The calls; `id` gives the number in the path of a recording. */
  readonly run: (wallabag: Wallabag, id: (recording: string) => number) => Promise<unknown>
  /** On one of the servers only. */
  readonly only?: string
}

const at = (n: number) => `http://blog.test/articles/${n}`
const page = { perPage: 3 } as const
const range = { start: '', startOffset: 0, end: '', endOffset: 5 }

/** Every request that the SDK makes, by operation, with the recording that it equals. */
export const rows: readonly Row[] = [
  row('createEntry entriesExist reloadEntry', 'exists.hashes.id|flow.create url', (w) =>
    w.entries.save(at(101)),
  ),
  row('createEntry updateEntry', 'flow.create title|flow.patch title', (w) =>
    w.entries.save(at(102), { title: 'Mine' }),
  ),
  row('createEntry', 'flow.create content', (w) =>
    w.entries.save(at(104), { title: 'Mine', content: '<p>Mine, wholly.</p>' }),
  ),
  row('entriesExist', 'exists.hashes.id', (w) => w.entries.idOf('http://x.test/')),
  row('getEntry', 'entries.get', (w, id) => w.entries.get(id('entries.get'))),
  row('getEntry', 'entries.get.metadata', (w, id) =>
    w.entries.get(id('entries.get.metadata'), { detail: 'metadata' }),
  ),
  row('updateEntry', 'entries.patch.tags', (w, id) =>
    w.entries.update(id('entries.patch.tags'), { tags: ['one', 'two'] }),
  ),
  row('updateEntry', 'entries.patch.tags', (w, id) =>
    w.entries.setTags(id('entries.patch.tags'), ['one', 'two']),
  ),
  row('updateEntry', 'entries.patch.archive0', (w, id) =>
    w.entries.update(id('entries.patch.archive0'), {
      archived: false,
      starred: false,
      public: false,
    }),
  ),
  row('updateEntry', 'flow.patch all', (w, id) =>
    w.entries.update(id('flow.patch all'), {
      title: 'Mine',
      language: 'it',
      authors: ['Me'],
      publishedAt: new Date(1_700_000_000_000),
      previewPicture: 'http://blog.test/images/mine.png',
      archived: true,
    }),
  ),
  row('updateEntry', 'entries.patch.content', (w, id) =>
    w.entries.update(id('entries.patch.content'), { content: '<p>New content here</p>' }),
  ),
  row('deleteEntry', 'entries.delete.id', (w, id) => w.entries.delete(id('entries.delete.id'))),
  row('reloadEntry', 'entries.reload.ok', (w, id) => w.entries.reload(id('entries.reload.ok'))),
  row('reloadEntry getEntry', 'entries.reload.fail', (w, id) =>
    w.entries.reload(id('entries.reload.fail')),
  ),
  row('listEntryTags', 'entryTags.get', (w, id) => w.entries.getTags(id('entryTags.get'))),
  row('addEntryTags', 'entryTags.add.form', (w, id) =>
    w.entries.addTags(id('entryTags.add.form'), ['form tag']),
  ),
  row('removeEntryTag', 'entryTags.remove', (w, id) =>
    w.entries.removeTags(id('entryTags.remove'), [{ id: 14, label: 'one', slug: 't:one' }]),
  ),
  row('createEntries', 'bulk.create', (w) => w.entries.batch.create([at(11), at(12), at(3)])),
  row('deleteEntries', 'bulk.delete', (w) => w.entries.batch.delete([at(20), 'http://nope.test/'])),
  row('removeTagsFromEntries', 'bulk.tags.remove', (w) =>
    w.entries.batch.removeTags([
      { url: at(11), tags: ['bulk1'] },
      { url: 'http://nope.test/', tags: ['bulk1'] },
    ]),
  ),
  row('addTagsToEntries', 'bulk.tags.add.50', (w) =>
    w.entries.batch.addTags(
      Array.from({ length: 50 }, (_, index) => ({ url: at(20 + (index % 10)), tags: ['fifty'] })),
    ),
  ),
  ...['epub', 'pdf', 'csv', 'json', 'txt', 'xml'].map((format) =>
    row('exportEntry getInfo', `export.${format}`, (w) => exported(w, format)),
  ),
  { ...row('exportEntry', 'export.mobi|info', (w) => exported(w, 'mobi')), only: '2.6.14' },
  { ...row('exportEntry', 'export.md|info', (w) => exported(w, 'md')), only: '2.7.0-dev' },
  row('listEntries', 'list.archive1', (w) => w.entries.list({ ...page, archived: true })),
  row('listEntries', 'list.archive0', (w) => w.entries.list({ ...page, archived: false })),
  row('listEntries', 'list.starred1', (w) => w.entries.list({ ...page, starred: true })),
  row('listEntries', 'list.starred0', (w) => w.entries.list({ ...page, starred: false })),
  row('listEntries', 'list.public1', (w) => w.entries.list({ ...page, public: true })),
  row('listEntries', 'list.public0', (w) => w.entries.list({ ...page, public: false })),
  row('listEntries', 'list.sortUpdatedAsc', (w) =>
    w.entries.list({ ...page, sort: 'updated', order: 'asc' }),
  ),
  row('listEntries', 'list.sortArchived', (w) => w.entries.list({ ...page, sort: 'archived' })),
  row('listEntries', 'list.tagsTwo', (w) => w.entries.list({ ...page, tags: [' Reise', 'ÉTÉ'] })),
  row('listEntries', 'list.sinceFuture', (w) =>
    w.entries.list({ ...page, changedAfter: new Date(4_000_000_000_000) }),
  ),
  row('listEntries getInfo', 'list.domain|info', (w) =>
    w.entries.list({ ...page, domain: 'blog.test' }),
  ),
  row('listEntries getInfo', 'list.annotations1|info', (w) =>
    w.entries.list({ ...page, annotated: true }),
  ),
  row('listEntries getInfo', 'list.annotations0|info', (w) =>
    w.entries.count({ annotated: false }),
  ),
  {
    ...row('listEntries', 'list.httpStatus200', (w) =>
      w.entries.list({ ...page, httpStatus: 200 }),
    ),
    only: '2.7.0-dev',
  },
  {
    ...row('listEntries', 'list.notParsed1', (w) => w.entries.list({ ...page, parsed: false })),
    only: '2.7.0-dev',
  },
  row('listEntries', 'list.perPage2|list.page2', async (w) =>
    (await w.entries.list({ perPage: 2, detail: 'full' })).next(),
  ),
  row('searchEntries', 'search.perPage', (w) => w.search('a', { perPage: 1 })),
  row('listTags', 'tags.list', (w) => w.tags.list()),
  row('deleteTag', 'tags.delete.id', (w, id) => w.tags.delete({ id: id('tags.delete.id') })),
  row('deleteTagByLabel', 'tags.delete.label', (w) => w.tags.delete({ label: 'Two' })),
  row('deleteTagsByLabel', 'tags.delete.labels', (w) => w.tags.deleteMany(['Alpha', 'form tag'])),
  row('listAnnotations', 'annotations.list', (w, id) => w.annotations.list(id('annotations.list'))),
  row('createAnnotation', 'annotations.create.unicode', (w, id) =>
    w.annotations.create(id('annotations.create.unicode'), {
      text: 'ノート 🚀',
      quote: 'Paragraph',
      ranges: [range],
    }),
  ),
  row('updateAnnotation', 'annotations.update.textOnly', (w, id) =>
    w.annotations.update(id('annotations.update.textOnly'), 'only text'),
  ),
  row('deleteAnnotation', 'annotations.delete', (w, id) =>
    w.annotations.delete(id('annotations.delete')),
  ),
  row('getUser', 'user.get', (w) => w.user.get()),
  row('registerUser', 'user.register.first', (w) =>
    w.server.register({
      username: 'newbie',
      password: 'newbie-pass-1',
      email: 'newbie@example.org',
      clientName: 'my client',
    }),
  ),
  row('getConfig', 'config.get', (w) => w.settings.get()),
  row('exportTaggingRules', 'taggingrule.export', (w) => w.taggingRules.list()),
  row('getInfo', 'info', (w) => w.server.info()),
  row('getVersion', 'version', (w) => w.request('GET', '/api/version')),
]

function row(operations: string, recordings: string, run: AnyRun): Row {
  return {
    operations: operations.split(' '),
    recordings: recordings.split('|'),
    run: async (wallabag, id) => run(wallabag, id),
  }
}

type AnyRun = (wallabag: Wallabag, id: (recording: string) => number) => unknown

async function exported(wallabag: Wallabag, format: string): Promise<unknown> {
  const formats = ['epub', 'pdf', 'csv', 'json', 'txt', 'xml', 'mobi', 'md'] as const
  const known = formats.find((one) => one === format)
  if (!known) throw new TypeError(format)
  return (await wallabag.entries.export(1, known)).bytes()
}
