import { Parser } from 'htmlparser2'

/** A link of an HTML export. */
export interface Link {
  readonly text: string
  /** The attributes, by lower-case name. */
  readonly attributes: Readonly<Record<string, string | undefined>>
  /** The folders it lies in, outermost first. */
  readonly folders: readonly string[]
  /** The last first-level heading before it. */
  readonly heading: string
}

/** Folders that every browser has, and nobody made. */
const roots = ['personal_toolbar_folder', 'unfiled_bookmarks_folder']

/**
 * Reads the links of bookmark files, which look like HTML and are none: `<DT>` and `<p>` are never
 * closed, and a folder's name stands before the list it names.
 */
export function readLinks(html: string): Link[] {
  const links: Link[] = []
  const folders: (string | null)[] = []
  let heading = ''
  let named: string | null = null
  let isRoot = false
  let open: { attributes: Record<string, string>; text: string } | null = null
  let text = ''
  const parser = new Parser({
    onopentag(name, attributes) {
      text = ''
      if (name === 'a') open = { attributes, text: '' }
      if (name === 'h3') isRoot = roots.some((root) => root in attributes)
      if (name === 'dl') {
        folders.push(named)
        named = null
      }
    },
    ontext(piece) {
      text += piece
      if (open) open.text += piece
    },
    onclosetag(name) {
      if (name === 'h1') heading = text.trim()
      if (name === 'h3') named = isRoot ? null : text.trim()
      if (name === 'dl') folders.pop()
      if (name !== 'a' || open === null) return
      const path = folders.flatMap((folder) => folder || [])
      links.push({ ...open, folders: path, heading })
      open = null
    },
  })
  parser.end(html)
  return links
}
