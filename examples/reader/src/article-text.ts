// From the HTML of a stranger to what may be shown, with the user's highlights in it; and from words
// that somebody selected to the place that Wallabag stores.
import DOMPurify from 'dompurify'
import { rangesOf } from 'wallabag-sdk/annotations'
import type { LocalAnnotation } from 'wallabag-sdk/sync'

const purifier = DOMPurify(window)
purifier.addHook('afterSanitizeAttributes', (node) => {
  if (node instanceof HTMLAnchorElement) {
    node.target = '_blank'
    node.rel = 'noreferrer'
  }
  if (node instanceof HTMLImageElement) {
    node.loading = 'lazy'
    // Without one a screen reader says the address of the picture.
    if (!node.hasAttribute('alt')) node.alt = ''
  }
})

/** The article as it may be shown. */
export function articleOf(html: string, annotations: readonly LocalAnnotation[]): DocumentFragment {
  // Nothing in this document is loaded, and nothing in it runs.
  const { body } = new DOMParser().parseFromString(html, 'text/html')
  for (const annotation of annotations) highlight(body, annotation)
  return purifier.sanitize(body.innerHTML, {
    FORBID_TAGS: ['style', 'form', 'input', 'button', 'select', 'textarea', 'dialog'],
    FORBID_ATTR: ['style', 'class', 'id', 'name', 'tabindex', 'autofocus'],
    RETURN_DOM_FRAGMENT: true,
  })
}

/** Marks the text of an annotation: text nodes alone, so that paths to elements stay as they are. */
function highlight(body: HTMLElement, { ranges }: LocalAnnotation): void {
  for (const { start, startOffset, end, endOffset } of ranges) {
    const from = positionOf(body, start, startOffset)
    const to = positionOf(body, end, endOffset)
    // The article has changed since: the note is shown below it all the same.
    if (from === null || to === null) continue
    let position = 0
    for (const text of textsIn(body)) {
      const { length } = text
      const [first, last] = [Math.max(0, from - position), Math.min(length, to - position)]
      position += length
      if (first >= last) continue
      text.splitText(last)
      const marked = first > 0 ? text.splitText(first) : text
      const mark = body.ownerDocument.createElement('mark')
      marked.replaceWith(mark)
      mark.append(marked)
    }
  }
}

/** A place as Wallabag has it, an XPath and an offset, counted in characters of the whole article. */
function positionOf(body: HTMLElement, path: string, offset: number): number | null {
  // What is no such path cannot be asked for: it could be any expression.
  if (!/^(\/[a-z][\w-]*(\[\d+\])?)*$/i.test(path)) return null
  const asNode = XPathResult.FIRST_ORDERED_NODE_TYPE
  const page = body.ownerDocument
  const node = page.evaluate(`.${path}`, body, null, asNode).singleNodeValue
  if (node === null) return null
  return textBefore(body, node, 0).length + offset
}

function textsIn(body: HTMLElement): Text[] {
  const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_TEXT)
  const found: Text[] = []
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node instanceof Text) found.push(node)
  }
  return found
}

function textBefore(root: Node, node: Node, offset: number): string {
  const range = new Range()
  range.setStart(root, 0)
  range.setEnd(node, offset)
  return range.toString()
}

/** Words of the article that somebody selected, and which of the places where they stand is meant. */
export interface Passage {
  quote: string
  occurrence: number
}

/** What is selected in the article that is shown. */
export function selectedIn(root: HTMLElement): Passage | null {
  const selection = document.getSelection()
  const range = selection && selection.rangeCount > 0 ? selection.getRangeAt(0) : null
  const quote = selection?.toString().trim() ?? ''
  if (range === null || quote === '' || !root.contains(range.commonAncestorContainer)) return null
  // Up to its end the quote stands there so often. White space differs between text and selection.
  const text = withoutSpace(textBefore(root, range.endContainer, range.endOffset))
  const words = withoutSpace(quote)
  let occurrence = 0
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) occurrence += 1
  return { quote, occurrence: Math.max(1, occurrence) }
}

const withoutSpace = (text: string) => text.replace(/\s+/g, '')

/** The place of a passage, as Wallabag stores it. */
export function placeOf(html: string, { quote, occurrence }: Passage) {
  return rangesOf(html, quote, { occurrence })
}
