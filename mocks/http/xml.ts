import { decodeEntities } from '../content/html.js'
import type { PhpObject, PhpValue } from '../php/values.js'

/**
 * The children of the root element by name, as the framework's XML decoder returns them. Children
 * with the same name form a list. Null for text that is not XML, or a root without elements.
 */
export function parseXml(text: string): PhpObject | null {
  const root = /^\s*(?:<\?xml[^>]*\?>)?\s*<([\w:-]+)[^>]*>([\s\S]*)<\/\1>\s*$/.exec(text)
  const value = root === null ? null : contentOf(root[2] ?? '')
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : null
}

function contentOf(inner: string): PhpValue {
  const children = [...inner.matchAll(/<([\w:-]+)[^>]*?(?:\/>|>([\s\S]*?)<\/\1>)/g)]
  if (children.length === 0) {
    return decodeEntities(inner.replace(/^\s*<!\[CDATA\[([\s\S]*)\]\]>\s*$/, '$1'))
  }
  const object = new Map<string, PhpValue>()
  for (const [, name = '', content = ''] of children) {
    const value = contentOf(content)
    const before = object.get(name)
    const list = Array.isArray(before) ? before : [before ?? null]
    object.set(name, before === undefined ? value : [...list, value])
  }
  return Object.fromEntries(object)
}
