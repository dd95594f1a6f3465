// Converts untrusted HTML into what may be shown, with the user's highlights, and the selected text
// into the position that Wallabag stores.
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
    // Without `alt`, a screen reader reads the address of the image.
    if (!node.hasAttribute('alt')) node.alt = ''
  }
})

/** Returns the article as it may be shown. */
export function articleOf(html: string, annotations: readonly LocalAnnotation[]): DocumentFragment {
  // This document loads no resources and runs no scripts.
  const { body } = new DOMParser().parseFromString(html, 'text/html')
  for (const annotation of annotations) highlight(body, annotation)
  return purifier.sanitize(body.innerHTML, {
    FORBID_TAGS: ['style', 'form', 'input', 'button', 'select', 'textarea', 'dialog'],
    FORBID_ATTR: ['style', 'class', 'id', 'name', 'tabindex', 'autofocus'],
    RETURN_DOM_FRAGMENT: true,
  })
}

/**
 * Marks the text of an annotation. Only text nodes are wrapped, so that the paths of elements do
 * not change.
 */
function highlight(body: HTMLElement, { ranges }: LocalAnnotation): void {
  for (const { start, startOffset, end, endOffset } of ranges) {
    const from = positionOf(body, start, startOffset)
    const to = positionOf(body, end, endOffset)
    // The article has changed since then; the note is still shown below it.
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

/**
 * Converts a position in Wallabag's form, an XPath and an offset, into an index in the text of the
 * article.
 */
function positionOf(body: HTMLElement, path: string, offset: number): number | null {
  // Only simple paths are evaluated, because a path could be any XPath expression.
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

/** The selected words, and which of their occurrences is selected. */
export interface Passage {
  quote: string
  occurrence: number
}

/** Returns the selection in the article, or null. */
export function selectedIn(root: HTMLElement): Passage | null {
  const selection = document.getSelection()
  const range = selection && selection.rangeCount > 0 ? selection.getRangeAt(0) : null
  const quote = selection?.toString().trim() ?? ''
  if (range === null || quote === '' || !root.contains(range.commonAncestorContainer)) return null
  // The number of occurrences up to the end of the selection. White space is ignored, because it
  // differs between text and selection.
  const text = withoutSpace(textBefore(root, range.endContainer, range.endOffset))
  const words = withoutSpace(quote)
  let occurrence = 0
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) occurrence += 1
  return { quote, occurrence: Math.max(1, occurrence) }
}

const withoutSpace = (text: string) => text.replace(/\s+/g, '')

/** Returns the position of a passage in the form that Wallabag stores. */
export function placeOf(html: string, { quote, occurrence }: Passage) {
  return rangesOf(html, quote, { occurrence })
}
