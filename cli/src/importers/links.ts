import { Tokenizer } from 'htmlparser2'
import { deepest } from './tree.js'

/** A link of an HTML export. */
export interface Link {
  readonly text: string
  /** The attributes, by name in lower case. */
  readonly attributes: Readonly<Record<string, string | undefined>>
  /** The folders that contain it, outermost first. */
  readonly folders: readonly string[]
  /** The last `<h1>` before it. */
  readonly heading: string
  /** The text of the `<dd>` after it. */
  readonly description: string
  /** Whether its tag is never closed because the file is damaged or ends there. */
  readonly isBroken: boolean
}

/** An HTML export. */
export interface Html {
  readonly title: string
  /** Whether it has the structure of a bookmark file, and is not a page with links in its text. */
  readonly isList: boolean
  readonly links: readonly Link[]
}

/**
 * The folders that every browser has without the user creating them, by attribute, and by name at
 * the top level.
 */
const rootAttributes = ['personal_toolbar_folder', 'unfiled_bookmarks_folder']
const rootNames =
  /^(bookmarks( bar| menu| toolbar)?|favou?rites( bar)?|(other|mobile) (bookmarks|favou?rites))$/i

/** The tags that form the structure of a bookmark file, and those that only format text. */
const structure = 'a|dl|dt|dd|h1|h3|hr|li|ol|ul|p|meta|html|head|body|!doctype'
const looks = 'b|i|u|em|strong|small|span|font|code|br|mark|sub|sup'
const isLook = new RegExp(`^(${looks})$`)
const others = new RegExp(`<(?!/?(?:${structure}|${looks})(?:[\\s/>]|$))`, 'gi')

/**
 * Reads the links of a bookmark file. Such a file is not valid HTML: `<DT>` and `<p>` are never
 * closed, and the name of a folder comes before its list. Titles and descriptions may contain
 * anything, for example `<script>`, `<textarea>` or the beginning of a comment, which would swallow
 * everything after it. So only the tags of the structure count as tags. A link whose own tag is
 * never closed is marked as broken, so that it does not swallow the next ones.
 */
export function readLinks(html: string): Html {
  const pieces = html.replace(others, '&lt;').split(/(?=<a[\s>])/i)
  const whole = pieces.map((piece) =>
    /^<a\s/i.test(piece) && !hasWholeTag(piece) ? broken(piece) : piece,
  )
  const reading = new Reading()
  readTags(whole.join(''), reading)
  const [, title = ''] = /<title>([^<]*)/i.exec(html) ?? []
  const isList = /<!doctype netscape|<d[lt][\s>]/i.test(html)
  return { title: title.trim(), isList, links: reading.end() }
}

/** Whether a tag is closed by a `>` outside of quoted values. */
function hasWholeTag(tag: string): boolean {
  let last = ''
  for (let at = 0; at < tag.length; at++) {
    const letter = tag[at] ?? ''
    if (letter === '>') return true
    if (last === '=' && (letter === '"' || letter === "'")) {
      at = tag.indexOf(letter, at + 1)
      if (at === -1) return false
    }
    if (letter.trim() !== '') last = letter
  }
  return false
}

/** Replaces a damaged tag by a marker with the text that can be shown. */
function broken(piece: string): string {
  const shown = piece
    .slice(2, 200)
    .replace(/[<>"&]/g, ' ')
    .trim()
  return `<a href="" broken="${shown}"></a>${piece.slice(1).replaceAll('"', '&quot;')}`
}

/**
 * Passes tags and texts to the reading in the order of the file. Only the tokenizer of htmlparser2
 * is used: the parser searches all open elements for the one that a tag closes, and in such files
 * nothing is ever closed.
 */
function readTags(html: string, reading: Reading): void {
  let name = ''
  let attributes: Record<string, string> = {}
  let attribute = ''
  let value = ''
  const open = () => reading.open(name, attributes)
  const nothing = () => {}
  const tokenizer = new Tokenizer(
    { decodeEntities: true },
    {
      ontext: (start, end) => reading.text(html.slice(start, end)),
      ontextentity: (code) => reading.text(String.fromCodePoint(code)),
      onopentagname(start, end) {
        name = html.slice(start, end).toLowerCase()
        attributes = {}
      },
      onattribname(start, end) {
        attribute = html.slice(start, end).toLowerCase()
        value = ''
      },
      onattribdata(start, end) {
        value += html.slice(start, end)
      },
      onattribentity(code) {
        value += String.fromCodePoint(code)
      },
      onattribend() {
        // If an attribute is repeated, the first one counts.
        if (!Object.hasOwn(attributes, attribute)) attributes[attribute] = value
      },
      onopentagend: open,
      onselfclosingtag: open,
      onclosetag: (start, end) => reading.close(html.slice(start, end).toLowerCase()),
      oncdata: nothing,
      oncomment: nothing,
      ondeclaration: nothing,
      onprocessinginstruction: nothing,
      onend: nothing,
    },
  )
  tokenizer.write(html)
  tokenizer.end()
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] }

class Reading {
  readonly #links: Writable<Link>[] = []
  /** The paths of the open folders, each with its parents. */
  readonly #paths: (readonly string[])[] = []
  #heading = ''
  #folder: string | null = null
  #isRoot = false
  /** What the current text belongs to. */
  #place: 'heading' | 'folder' | 'link' | 'description' | null = null
  /** The current or the last link. */
  #link: Writable<Link> | null = null

  open(name: string, attributes: Record<string, string>): void {
    if (name === 'a') this.#openLink(attributes)
    else if (name === 'h3') {
      this.#isRoot = rootAttributes.some((root) => root in attributes)
      this.#folder = ''
      this.#link = null
      this.#place = 'folder'
    } else if (name === 'dl') {
      this.#openFolder()
      this.#place = null
    } else if (name === 'h1') {
      this.#heading = ''
      this.#place = 'heading'
    } else if (name === 'dd') this.#place = 'description'
    else if (!isLook.test(name)) this.#place = null
  }

  text(text: string): void {
    if (this.#place === 'heading') this.#heading += text
    if (this.#place === 'folder') this.#folder += text
    if (this.#place === 'link' && this.#link) this.#link.text += text
    if (this.#place === 'description' && this.#link) this.#link.description += text
  }

  close(name: string): void {
    if (name === 'dl') this.#paths.pop()
    if (!isLook.test(name)) this.#place = null
  }

  end(): Link[] {
    return this.#links.map((link) => ({ ...link, description: link.description.trim() }))
  }

  #openLink(attributes: Record<string, string>): void {
    if (attributes['href'] === undefined) return
    const folders = this.#paths.at(-1) ?? []
    const heading = this.#heading.trim()
    const text = attributes['broken'] ?? ''
    const isBroken = 'broken' in attributes
    this.#link = { text, attributes, folders, heading, description: '', isBroken }
    this.#links.push(this.#link)
    this.#place = 'link'
  }

  #openFolder(): void {
    const name = this.#folder?.trim() ?? ''
    const path = this.#paths.at(-1) ?? []
    const isRoot = this.#isRoot || (path.length === 0 && rootNames.test(name))
    const isNamed = name !== '' && !isRoot && path.length < deepest
    this.#paths.push(isNamed ? [...path, name] : path)
    this.#folder = null
    this.#isRoot = false
    this.#link = null
  }
}
