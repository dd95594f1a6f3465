import { decodeEntities } from '../html/text.js'
import { tokensOf } from '../html/tokens.js'
import type { PhpObject, PhpValue } from '../php/values.js'

interface Element {
  name: string
  text: string
  /** The content of a CDATA section, around which is only white space. */
  data: string | undefined
  children: Map<string, PhpValue[]>
}

/**
 * The children of the root element by name, as the framework's XML decoder returns them. Children
 * with the same name form a list. Null for text that is not XML, or a root without elements.
 */
export function parseXml(source: string): PhpObject | null {
  const document = elementOf('')
  const open = [document]
  for (const { kind, name, text } of tokensOf(source)) {
    const current = open.at(-1) ?? document
    if (kind === 'start') open.push(elementOf(name))
    if (kind === 'end' || (kind === 'start' && text.endsWith('/'))) {
      const [ended, parent] = [open.pop(), open.at(-1)]
      if (ended?.name !== name || parent === undefined) return null
      append(parent.children, name, phpValueOf(ended))
    } else if (kind === 'data') current.data = text
    // Neither a document type nor a tag without an end is allowed.
    else if (/^<(?!\?)/.test(text)) return null
    else if (kind === 'text') current.text += text
  }
  const [roots = [], ...others] = document.children.values()
  const [root = null, ...more] = roots
  const isOne = others.length === 0 && more.length === 0 && document.text.trim() === ''
  const isWhole = isOne && open.length === 1 && typeof root === 'object'
  return isWhole && !Array.isArray(root) ? root : null
}

function elementOf(name: string): Element {
  return { name, text: '', data: undefined, children: new Map() }
}

function append(children: Element['children'], name: string, value: PhpValue): void {
  const siblings = children.get(name) ?? []
  children.set(name, siblings)
  siblings.push(value)
}

function phpValueOf({ text, data, children }: Element): PhpValue {
  if (children.size === 0) return data ?? decodeEntities(text)
  const values = [...children].map(([name, all]): [string, PhpValue] => {
    const [first = null, ...more] = all
    return [name, more.length === 0 ? first : all]
  })
  return Object.fromEntries(values)
}
