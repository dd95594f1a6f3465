// htmLawed 1.2 with the settings of the server: `safe`, frames allowed, no styles, comments or CDATA.
import { withoutSpans } from '../html/text.js'
import { VOID } from '../html/tree.js'
import { balance, type Piece } from './nesting.js'

/** All other tags are removed, but their text stays (`<script>alert(1)</script>` becomes `alert(1)`). */
const ALLOWED = new Set(
  (
    'a abbr acronym address area article aside b bdi bdo big blockquote br button caption center cite ' +
    'code col colgroup data datalist dd del details dfn dir div dl dt em fieldset figcaption figure ' +
    'font footer form h1 h2 h3 h4 h5 h6 header hgroup hr i iframe img input ins kbd label legend li link ' +
    'main map mark menu meter nav noscript ol optgroup option output p param pre progress q rb ' +
    'rp rt rtc ruby s samp section select small source span strike strong style sub summary sup table ' +
    'tbody td textarea tfoot th thead time tr track tt u ul var wbr'
  ).split(' '),
)
/** The names of all known attributes, whatever element they are for. */
const ATTRIBUTES = new RegExp(
  '^(?:abbr|accept|accept-charset|accesskey|action|align|allowfullscreen|alt|aria-[a-z]+|async|autocomplete|' +
    'autofocus|autoplay|axis|bgcolor|border|bordercolor|cellpadding|cellspacing|charset|checked|cite|class|clear|' +
    'color|cols|colspan|compact|content|contenteditable|contextmenu|controls|coords|crossorigin|data|data-(?!xml)[^:]+|' +
    'datetime|default|dir|dirname|disabled|download|draggable|dropzone|enctype|face|for|form|formaction|' +
    'formenctype|formmethod|formnovalidate|formtarget|frame|frameborder|headers|height|hidden|high|href|hreflang|' +
    'hspace|icon|id|inert|ismap|itemid|itemprop|itemref|itemscope|itemtype|kind|label|lang|list|longdesc|low|' +
    'marginheight|marginwidth|max|maxlength|media|method|min|multiple|name|nohref|noshade|novalidate|nowrap|open|' +
    'optimum|pattern|ping|placeholder|pubdate|radiogroup|readonly|referrerpolicy|rel|required|rev|reversed|role|' +
    'rows|rowspan|rules|sandbox|scope|scoped|scrolling|seamless|selected|shape|size|sizes|span|spellcheck|src|' +
    'srcdoc|srclang|srcset|start|step|summary|tabindex|target|title|translate|type|usemap|valign|value|vspace|width|' +
    'wrap|xml:base|xml:lang|xml:space|xmlns)$',
)
/** Attributes whose value is their name. */
const FLAGS = new Set(
  (
    'allowfullscreen checked compact default disabled hidden inert ismap itemscope multiple nohref noshade nowrap ' +
    'open readonly required reversed selected'
  ).split(' '),
)
const ADDRESSES = new Set(['action', 'cite', 'data', 'href', 'longdesc', 'src', 'usemap'])
const SCHEMES = /^(?:file|https?)$/
const LINK_SCHEMES =
  /^(?:aim|feed|file|ftp|gopher|https?|irc|mailto|news|nntp|sftp|ssh|tel|telnet)$/
const REQUIRED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  area: { alt: 'area' },
  bdo: { dir: 'ltr' },
  form: { action: 'action' },
  img: { src: 'src', alt: 'image' },
  map: { name: 'name' },
  optgroup: { label: 'label' },
  param: { name: 'name' },
  style: { scoped: 'scoped' },
  textarea: { rows: '10', cols: '50' },
}
/** The replacements for obsolete elements, with their style. */
const REPLACED: Readonly<Record<string, readonly [name: string, style: string]>> = {
  acronym: ['abbr', ''],
  big: ['span', 'font-size: larger;'],
  center: ['div', 'text-align: center;'],
  dir: ['ul', ''],
  font: ['span', ''],
  s: ['span', 'text-decoration: line-through;'],
  strike: ['span', 'text-decoration: line-through;'],
  tt: ['code', ''],
}
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is control characters that go
const CONTROLS = /[\x00-\x08\x0b\x0c\x0e-\x1f]/g

/**
 * HTML with balanced tags and without anything harmful.
 *
 * @param change Changes the attributes of an element after they were checked
 */
export function htmLawed(
  source: string,
  change: (name: string, attributes: Map<string, string>) => void = () => {},
): string {
  const text = withoutSpans(source.replace(CONTROLS, ''), /<!(?:--|\[CDATA\[)/g, (start) =>
    start === '<!--' ? '[^]*?-->' : '[^]*?\\]\\]>',
  ).replace(/&(?:([a-z][a-z0-9]{1,30}|#(?:\d{1,8}|x[0-9a-f]{1,7}));)?/gi, (_, name) => entity(name))
  const pieces: Piece[] = []
  const addText = (html: string) => {
    const last = pieces.at(-1)
    if (last?.kind === 'text') last.html += html
    else if (html !== '') pieces.push({ kind: 'text', name: '', html })
  }
  let end = 0
  const ids = new Set<string>()
  for (const match of text.matchAll(/<(?:(?:\s|$)|[^>]*(?:>|$))|>/gm)) {
    addText(text.slice(end, match.index))
    end = match.index + match[0].length
    // Without the first condition, an open tag of many lines would be read once for each line.
    const tag = match[0].endsWith('>')
      ? /^<(\/?)([a-z][a-z1-6]*)([^>]*?)\s?>$/im.exec(match[0])
      : null
    const name = tag?.[2]?.toLowerCase() ?? ''
    if (tag === null) addText(escapeTag(match[0]))
    else if (ALLOWED.has(name)) {
      const piece = tagPiece(name, tag[1] === '/', tag[3] ?? '', ids, change)
      if (piece !== null) pieces.push(piece)
    }
  }
  addText(text.slice(end))
  return balance(pieces)
}

function escapeTag(text: string): string {
  return text.replace(/</g, '&lt;').replace(/>/g, '&gt;')
}

/** An entity, with a number without leading zeros. Anything else becomes an ampersand. */
function entity(name: string | undefined): string {
  if (name === undefined) return '&amp;'
  if (!name.startsWith('#')) return `&${name};`
  const isHex = /^#x/i.test(name)
  const code = isHex ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
  const isRefused =
    code < 9 ||
    (code > 10 && code < 32 && code !== 13) ||
    (code > 126 && code < 160 && code !== 133) ||
    (code > 0xd7ff && (code < 0xe000 || (code > 0xfdcf && code < 0xfdf0))) ||
    code === 0xfffe ||
    code === 0xffff ||
    code > 0x10ffff
  if (isRefused) return `&amp;${name};`
  return isHex ? `&#x${code.toString(16)};` : `&#${code};`
}

function tagPiece(
  given: string,
  isEnd: boolean,
  text: string,
  ids: Set<string>,
  change: (name: string, attributes: Map<string, string>) => void,
): Piece | null {
  const [name, replacedStyle] = REPLACED[given] ?? [given, '']
  if (isEnd) return VOID.has(name) ? null : { kind: 'close', name, html: `</${name}>` }
  const attributes = new Map<string, string>()
  for (const [key, value] of writtenAttributes(text)) {
    if (key === 'style' || !ATTRIBUTES.test(key)) continue
    const kept = FLAGS.has(key) ? key : ADDRESSES.has(key) ? address(key, value) : value
    attributes.set(key, kept.replace(/"/g, '&quot;'))
  }
  const style = given === 'font' ? fontStyle(attributes) : replacedStyle
  for (const [key, value] of Object.entries(REQUIRED[name] ?? {})) {
    if (!attributes.has(key)) attributes.set(key, value)
  }
  const anchor = attributes.get('name')
  if (name === 'a' && anchor !== undefined && !attributes.has('id') && !/\W/.test(anchor)) {
    attributes.set('id', anchor)
  }
  const id = attributes.get('id')
  if (id !== undefined && (/\s/.test(id) || ids.has(id))) attributes.delete('id')
  else if (id !== undefined) ids.add(id)
  change(name, attributes)
  if (style !== '') attributes.set('style', style)
  const written = [...attributes].map(([key, value]) => ` ${key}="${value}"`).join('')
  return { kind: 'open', name, html: `<${name}${written}${VOID.has(name) ? ' /' : ''}>` }
}

/**
 * The attributes as they are written. Names are in lower case, the last duplicate is used, and `<` is
 * an entity.
 */
function writtenAttributes(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const pattern = /([a-zA-Z][^\s=/]+)\s*(?:=[\s=]*("[^"]*"|'[^']*'|[^\s"']+))?|\S+/g
  for (const [, name, value = ''] of text.matchAll(pattern)) {
    const bare = /^["']/.test(value) ? value.slice(1, -1) : value
    if (name !== undefined) found.set(name.toLowerCase(), bare.replace(/</g, '&lt;').trim())
  }
  return found
}

/** Adds `denied:` to an address with a scheme that is not allowed. */
function address(name: string, value: string): string {
  const scheme = /^([^:?[@!$()*,=/'\]]+?)(?::|&#(?:58|x3a);|%3a)./is.exec(value)?.[1]
  const known = name === 'href' ? LINK_SCHEMES : SCHEMES
  return scheme === undefined || known.test(scheme.toLowerCase()) ? value : `denied:${value}`
}

const SIZES = ['xx-small', 'xx-small', 'small', 'medium', 'large', 'x-large', 'xx-large', '300%']

function fontStyle(attributes: Map<string, string>): string {
  const [color, size, face] = ['color', 'size', 'face'].map((name) => {
    const value = attributes.get(name)
    attributes.delete(name)
    return value
  })
  const sized = size === undefined ? undefined : SIZES[Number(size)]
  return [
    ...(color === undefined ? [] : [`color: ${color};`]),
    ...(sized === undefined ? [] : [`font-size: ${sized};`]),
    ...(face === undefined ? [] : [`font-family: ${face};`]),
  ].join(' ')
}
