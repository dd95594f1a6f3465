// One article: its text with highlights, its actions and its notes. All changes go into the outbox
// of the sync, whether there is a network or not.
import { isWallabagError } from 'wallabag-sdk/core'
import type { LocalAnnotation, LocalEntry, Outbox } from 'wallabag-sdk/sync'
import type { Connection } from './account.js'
import { articleOf, placeOf, selectedIn } from './article-text.js'
import { ask } from './dialogs.js'
import { button, day, element, inLanguage, part, row, show, titleOf } from './dom.js'
import { hashOf, type Library } from './library.js'
import { messageOf } from './runs.js'

/** Waits for an action, and says that it is done or why it failed. */
export type Act = (work: Promise<unknown>, said: string) => Promise<void>

const notHere = 'The text of this article is not on this device, and there is no network.'

export class Article {
  readonly #connection: Connection
  readonly #library: Library
  readonly #outbox: Outbox
  readonly #act: Act
  #id: number | null = null
  #html: string | null = null
  /** The source of the text that is shown. */
  #shown = ''

  constructor(connection: Connection, library: Library, act: Act) {
    this.#connection = connection
    this.#library = library
    this.#outbox = connection.sync.outbox
    this.#act = act
  }

  /** Opens an article, or closes the open one. */
  async open(id: number | null): Promise<void> {
    if (id === this.#id) return
    this.#id = id
    this.#html = null
    this.#shown = ''
    part('article-text').replaceChildren()
    part('article').scrollTo(0, 0)
    this.draw()
    await this.read()
  }

  /** Reads the text, also again after the store has changed. */
  async read(): Promise<void> {
    const id = this.#id
    if (id === null) return
    try {
      // The text comes from the store; the server is asked only if it is missing.
      const html = await this.#connection.sync.content(id)
      if (id !== this.#id) return
      this.#html = html ?? ''
      this.draw()
    } catch (error) {
      if (id !== this.#id || this.#html !== null) return
      const isOffline = isWallabagError(error) && error.code === 'network'
      const why = isOffline ? notHere : messageOf(error)
      part('article-text').replaceChildren(element('p', {}, why))
    }
  }

  get title(): string | null {
    return this.#entry?.title ?? null
  }

  /** Shows the current state of the article. */
  draw(): void {
    const entry = this.#entry
    part('article').hidden = entry === null
    if (entry === null) return
    show(part('article-head'), ...this.#head(entry))
    this.#showText(entry)
    show(part('notes'), ...this.#notes(entry))
  }

  get #entry(): LocalEntry | null {
    return this.#id === null ? null : this.#library.get(this.#id)
  }

  #head(entry: LocalEntry): HTMLElement[] {
    const { id, title, url, domain, readingTime, createdAt, archived, starred, language } = entry
    const heading = element('h1', { id: 'article-title', tabIndex: -1 }, titleOf(title))
    const facts = `${domain ?? ''} · ${readingTime} min · ${day(createdAt)} · `
    // The address may have any scheme that its server accepts.
    const isWeb = /^https?:/i.test(url ?? '')
    const link = { href: url ?? '', target: '_blank', rel: 'noreferrer' }
    const source = isWeb ? element('a', link, 'Original') : 'no address'
    const archive = () =>
      this.#act(this.#outbox.archive(id, !archived), archived ? 'Unread again.' : 'Archived.')
    const star = () =>
      this.#act(this.#outbox.star(id, !starred), starred ? 'Star removed.' : 'Starred.')
    // Pressing the mouse button would clear the selection before it is read.
    const onmousedown = (event: Event) => event.preventDefault()
    const back = { id: 'back', href: location.hash.replace(/\/\d+$/, '') }
    return [
      element('a', back, 'Back to the list'),
      inLanguage(heading, language),
      element('p', { id: 'article-facts', className: 'soft' }, facts, source),
      element(
        'div',
        { id: 'actions', className: 'row', role: 'group', ariaLabel: 'Article' },
        button('Archived', archive, { id: 'archive', ariaPressed: String(archived) }),
        button('Starred', star, { id: 'star', ariaPressed: String(starred) }),
        button('Highlight', () => this.#highlight(id), { id: 'highlight', onmousedown }),
      ),
      this.#tags(entry),
      this.#newTag(id),
      this.#knownTags(),
    ]
  }

  #tags({ id, tags }: LocalEntry): HTMLElement {
    const items = tags.map(({ label }) => {
      const remove = () => this.#act(this.#outbox.tag(id, { remove: [label] }), 'Tag removed.')
      const named = { id: `untag-${label}`, ariaLabel: `Remove the tag ${label}` }
      const link = { href: hashOf({ list: 'tag', of: label, entry: null }) }
      return element('li', {}, element('a', link, label), button('×', remove, named))
    })
    const list = { id: 'tags', className: 'row', ariaLabel: 'Tags', hidden: tags.length === 0 }
    return element('ul', list, ...items)
  }

  #newTag(id: number): HTMLElement {
    const named = { id: 'new-tag', ariaLabel: 'New tag', placeholder: 'New tag', required: true }
    const input = element('input', named)
    input.setAttribute('list', 'known-tags')
    const onsubmit = (event: Event) => {
      event.preventDefault()
      this.#act(this.#outbox.tag(id, { add: [input.value] }), `Tagged ${input.value}.`)
      input.value = ''
    }
    const submit = element('button', { type: 'submit', id: 'tag' }, 'Tag')
    return element('form', { id: `tag-${id}`, className: 'row', onsubmit }, input, submit)
  }

  /**
   * This is not part of the form, so that new tags from elsewhere do not replace the input while
   * the user types.
   */
  #knownTags(): HTMLElement {
    const known = this.#library.tags().map(([value]) => element('option', { value }))
    return element('datalist', { id: 'known-tags' }, ...known)
  }

  #showText({ language, annotations }: LocalEntry): void {
    if (this.#html === null) return
    const madeOf = JSON.stringify([this.#html, annotations.map(({ ranges }) => ranges)])
    if (madeOf === this.#shown) return
    this.#shown = madeOf
    const text = inLanguage(element('div'), language)
    text.append(articleOf(this.#html, annotations))
    part('article-text').replaceChildren(text)
  }

  /** Asks for a note on the selected words. If nothing is selected, it asks for the words too. */
  #highlight(id: number): void {
    const html = this.#html
    if (html === null) return
    const selected = selectedIn(part('article-text'))
    const words = selected?.quote ?? ''
    ask({
      title: 'Highlight',
      fields: [
        { name: 'quote', label: 'Words of the article', value: words, required: true },
        { name: 'text', label: 'Note (may be empty)', value: '' },
      ],
      work: async ({ quote = '', text = '' }) => {
        const occurrence = quote === words ? selected?.occurrence : 1
        const ranges = await placeOf(html, { quote, occurrence: occurrence ?? 1 })
        await this.#outbox.annotate(id, { quote, text, ranges })
      },
    })
  }

  #notes({ id, annotations }: LocalEntry): HTMLElement[] {
    if (annotations.length === 0) return []
    const items = annotations.map((annotation) => this.#note(id, annotation))
    const title = element('h2', { id: 'notes-title' }, 'Notes')
    return [title, element('ul', { id: 'notes-list' }, ...items)]
  }

  #note(id: number, annotation: LocalAnnotation): HTMLElement {
    const { quote, text } = annotation
    const key = annotation.id ?? `new-${annotation.change}`
    const edit = () =>
      ask({
        title: 'Note',
        fields: [{ name: 'text', label: 'Note', value: text }],
        work: ({ text: note = '' }) => this.#outbox.updateAnnotation(id, annotation, note),
      })
    const remove = () => this.#act(this.#outbox.deleteAnnotation(id, annotation), 'Note deleted.')
    const buttons = row(
      button('Edit the note', edit, { id: `edit-${key}` }),
      button('Delete', remove, { id: `remove-${key}` }),
    )
    return element('li', {}, element('blockquote', {}, quote), element('p', {}, text), buttons)
  }
}
