import { bytesFrom, isUtf8, textFrom } from './utf8.js'
import { type Params, type PhpObject, type PhpValue, toText } from './values.js'

/** The largest number of variables that PHP reads from a query or a form (`max_input_vars`). */
const MAX_INPUT_VARS = 1000
/** A variable with more brackets is left out, also if it had a value (`max_input_nesting_level`). */
const MAX_INPUT_NESTING_LEVEL = 64

/** PHP's `urldecode`: `+` is a space and `%xx` a byte. Everything else stays. */
export function urldecode(text: string): string {
  if (!/[%+]/.test(text)) return text
  const bytes = bytesFrom(text)
  const out = new Uint8Array(bytes.length)
  let length = 0
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0
    const hex = byte === 0x25 ? hexByte(bytes, at + 1) : null
    if (hex !== null) at += 2
    out[length] = hex ?? (byte === 0x2b ? 0x20 : byte)
    length += 1
  }
  return textFrom(out.subarray(0, length))
}

function hexByte(bytes: Uint8Array, at: number): number | null {
  const digits = String.fromCharCode(bytes[at] ?? 0, bytes[at + 1] ?? 0)
  return /^[0-9a-f]{2}$/i.test(digits) ? Number.parseInt(digits, 16) : null
}

/**
 * PHP's `parse_str`: later duplicates win, `a[]` appends, `a[k]` nests, dots become underscores,
 * and a NUL ends a name.
 */
export function parseStr(text: string): Params {
  const root = new Map<string, Branch>()
  for (const pair of text.split('&').filter(Boolean).slice(0, MAX_INPUT_VARS)) {
    const at = pair.indexOf('=')
    const [name = ''] = urldecode(at < 0 ? pair : pair.slice(0, at)).split('\0')
    const path = pathOf(name.replace(/^ +/, ''))
    const [variable] = path
    if (path.length > MAX_INPUT_NESTING_LEVEL + 1) root.delete(variable ?? '')
    else if (variable !== '') assign(root, path, at < 0 ? '' : urldecode(pair.slice(at + 1)))
  }
  return new Map([...root].map(([key, branch]) => [key, plain(branch)]))
}

type Branch = string | Map<string, Branch>

/**
 * The name and its keys, null for the next free one. After a bracket only another bracket counts.
 */
function pathOf(name: string): (string | null)[] {
  const [, first = '', rest = ''] = /^([^[]*)(.*)$/s.exec(name) ?? []
  const variable = (text: string) => text.replace(/[. []/g, '_')
  if (first === '' || !rest.includes(']')) return [first === '' ? '' : variable(name)]
  const keys = [...rest.matchAll(/\[(?:\s?\]|([^\]]*)\])/gy)].map(([, key]) => key ?? null)
  return [variable(first), ...keys]
}

function assign(root: Map<string, Branch>, path: (string | null)[], value: string): void {
  let branch = root
  for (const [depth, part] of path.entries()) {
    const key = part ?? nextIndex(branch)
    if (depth === path.length - 1) {
      branch.set(key, value)
      return
    }
    const child = branch.get(key)
    const next = child instanceof Map ? child : new Map<string, Branch>()
    branch.set(key, next)
    branch = next
  }
}

function nextIndex(branch: ReadonlyMap<string, Branch>): string {
  const numbers = [...branch.keys()].filter((key) => /^(0|[1-9]\d*)$/.test(key)).map(Number)
  return String(Math.max(-1, ...numbers) + 1)
}

function plain(branch: Branch): PhpValue {
  if (typeof branch === 'string') return branch
  const entries = [...branch].map(([key, value]): [string, PhpValue] => [key, plain(value)])
  const isList = entries.every(([key], index) => key === String(index))
  const object: PhpObject = Object.fromEntries(entries)
  return isList ? entries.map(([, value]) => value) : object
}

/** The query of a generated link. Nulls are left out, and booleans become 1 and 0. */
export function buildQuery(params: readonly (readonly [string, PhpValue])[]): string {
  const pairs = params.flatMap(([name, value]) => pairsOf(name, value))
  // Symfony's UrlGenerator leaves these characters readable, so links contain commas (quirk 23).
  return pairs.join('&').replace(/%252F|%(?:2F|3F|40|3A|21|3B|2C|2A)/g, decodeURIComponent)
}

function pairsOf(name: string, value: PhpValue): string[] {
  if (value === null) return []
  if (typeof value === 'object') {
    return Object.entries(value).flatMap(([key, item]) => pairsOf(`${name}[${key}]`, item))
  }
  const text = typeof value === 'boolean' ? String(Number(value)) : toText(value)
  return [`${rawurlencode(name)}=${rawurlencode(text)}`]
}

/** PHP's `rawurlencode` (RFC 3986). */
export function rawurlencode(text: string): string {
  if (!isUtf8(text)) return [...text].map(encodeLetter).join('')
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function encodeLetter(letter: string): string {
  if (isUtf8(letter)) return rawurlencode(letter)
  return `%${(letter.charCodeAt(0) - 0xdc00).toString(16).toUpperCase()}`
}
