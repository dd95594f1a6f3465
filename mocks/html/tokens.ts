import { decodeEntities } from './text.js'

/** A piece of HTML or XML. Comments are left out. */
export interface Token {
  /** `data` is a CDATA section, and `declaration` everything else that begins with `<!` or `<?`. */
  kind: 'text' | 'data' | 'declaration' | 'start' | 'end'
  /** The name of a tag as it is written. */
  name: string
  /** The text with its entities, the content of the section, or the attributes of the tag. */
  text: string
  /** Where it begins. */
  from: number
  /** Where it ends. */
  to: number
}

/**
 * A tag that does not end is matched too, because a search for its end would begin anew at each `<`. A
 * quote begins a value only after `=`.
 */
const TOKEN =
  /<!--[\s\S]*?(?:-->|$)|<!\[CDATA\[(?<data>[\s\S]*?)(?:\]\]>|$)|<[!?][^>]*>?|<(?<slash>\/?)(?<name>[a-z][^\s/>]*)(?<attributes>(?:[^>=]+|=\s*(?:"[^"]*"|'[^']*')?)*)(?<end>>?)|[^<]+|</gi

/** The pieces of a source in order. A tag that does not end is text. */
export function* tokensOf(source: string): Generator<Token> {
  for (const { 0: text, index, groups = {} } of source.matchAll(TOKEN)) {
    const { data, slash, name, attributes = '', end } = groups
    const place = { from: index, to: index + text.length }
    if (end === '>' && name !== undefined) {
      yield { kind: slash === '' ? 'start' : 'end', name, text: attributes, ...place }
    } else if (data !== undefined) yield { kind: 'data', name: '', text: data, ...place }
    else if (!text.startsWith('<!--')) {
      yield { kind: /^<[!?]/.test(text) ? 'declaration' : 'text', name: '', text, ...place }
    }
  }
}

const ATTRIBUTE = /([^\s=/"'<>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+)))?/g

/** The attributes of a tag. Names are in lower case, and values are decoded. */
export function attributesOf(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [, name = '', double, single, bare] of text.matchAll(ATTRIBUTE)) {
    found.set(name.toLowerCase(), decodeEntities(double ?? single ?? bare ?? ''))
  }
  return found
}
