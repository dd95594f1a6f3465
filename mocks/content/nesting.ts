// The rules of htmLawed 1.2 for nesting elements.

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '))
}

/** Elements without content. */
export const VOID = words('area br col hr img input link param source track wbr')

const BLOCK = words(
  'a address article aside blockquote del details dl div fieldset figure footer form ins h1 h2 h3 h4 h5 ' +
    'h6 header hr main menu nav noscript ol p pre section style table ul',
)
const TEXT = '#text'
const INLINE = words(
  `${TEXT} a abbr b bdi bdo br button cite code data datalist del dfn em figcaption i iframe img input ins kbd ` +
    'label link map mark meter output progress q ruby samp select small span strong sub summary sup textarea ' +
    'time u var wbr',
)
/** Elements that may contain only inline elements. */
const PHRASES = words(
  'abbr address b bdi bdo caption cite code data datalist dfn dt em figcaption h1 h2 h3 h4 h5 h6 hgroup i kbd ' +
    'label legend mark meter output p pre progress q rb rt samp small span strong sub summary sup time u var',
)
/** Elements that may contain only blocks. Text in them is wrapped in a `div`. */
const HOLDERS = words('blockquote form map noscript')
/** Elements whose end tag may be left out. */
const OMITTED = words('colgroup dd dt li option p td tfoot th thead tr')

const ONLY: Readonly<Record<string, ReadonlySet<string>>> = {
  colgroup: words('col'),
  datalist: words('option'),
  dl: words('dd dt'),
  hgroup: words('h1 h2 h3 h4 h5 h6'),
  menu: words('li'),
  ol: words('li'),
  optgroup: words('option'),
  option: words(TEXT),
  rp: words(TEXT),
  rtc: words('rt'),
  ruby: words(`rb rp rt rtc ${TEXT}`),
  select: words('optgroup option'),
  table: words('caption col colgroup tfoot tbody tr thead'),
  tbody: words('tr'),
  tfoot: words('tr'),
  textarea: words(TEXT),
  thead: words('tr'),
  tr: words('td th'),
  ul: words('li'),
}
const ALSO: Readonly<Record<string, ReadonlySet<string>>> = {
  address: words('p'),
  details: words('summary'),
  fieldset: words(`legend ${TEXT}`),
  figure: words('figcaption'),
  map: words('area'),
}
/** The elements that are not allowed anywhere inside these. */
const NEVER: Readonly<Record<string, ReadonlySet<string>>> = {
  a: words('a address button details label select textarea'),
  address: words('address article aside header footer nav section'),
  button: words('a address button details fieldset form iframe input label select textarea'),
  fieldset: words('fieldset'),
  footer: words('header footer'),
  form: words('form'),
  header: words('header footer'),
  label: words('label'),
  main: words('main'),
  meter: words('meter'),
  pre: words('img small sub sup'),
  progress: words('progress'),
  rb: words('ruby'),
  rt: words('ruby'),
  time: words('time'),
}
/** The elements for which all ancestors are checked and not only the parent. */
const WATCHED = words(
  'a address article aside button details fieldset footer form header iframe img input label meter nav progress ' +
    'ruby select small sub sup textarea time',
)

function allows(parent: string | undefined, child: string): boolean {
  const name = parent ?? 'div'
  if (NEVER[name]?.has(child)) return false
  if (ALSO[name]?.has(child)) return true
  const only = ONLY[name]
  if (only !== undefined) return only.has(child)
  return (!PHRASES.has(name) && BLOCK.has(child)) || (!HOLDERS.has(name) && INLINE.has(child))
}

/** Whether an ancestor has to end before this element. */
function isBrokenBy(name: string, child: string): boolean {
  if (ONLY[name] !== undefined) return false
  return HOLDERS.has(name) ? (NEVER[name]?.has(child) ?? false) : !allows(name, child)
}

/** A tag or a text in its final form. */
export interface Piece {
  kind: 'open' | 'close' | 'text'
  name: string
  html: string
}

const DIV: Piece = { kind: 'open', name: 'div', html: '<div>' }

/** htmLawed's `hl_bal`: adds missing end tags, and removes elements that are not allowed where they are. */
export function balance(given: readonly Piece[]): string {
  const pieces = [...given]
  const open: string[] = []
  let out = ''
  const closeLast = () => {
    const last = open.pop()
    if (last !== undefined) out += `</${last}>`
    return last
  }
  for (let at = 0; at < pieces.length; at += 1) {
    const piece = pieces[at]
    if (piece === undefined) break
    const parent = open.at(-1)
    const isHeld = parent !== undefined && HOLDERS.has(parent)
    if (piece.kind === 'text') {
      const isBlank = piece.html.trim() === ''
      if (isHeld && !isBlank) out += `<div>${piece.html}</div>`
      else out += allows(parent, TEXT) ? piece.html : piece.html.replace(/\S/g, '')
    } else if (piece.kind === 'close') {
      if (open.includes(piece.name)) while (closeLast() !== piece.name);
    } else if (isHeld && !BLOCK.has(piece.name) && !allows(parent, piece.name)) {
      pieces.splice(at, 0, DIV)
      at -= 1
    } else {
      const isWatched = WATCHED.has(piece.name) && open.some((name) => NEVER[name] !== undefined)
      if (!isWatched && !allows(parent, piece.name)) {
        // If the parent's end tag may be left out, it ends here, and this token is handled again.
        if (parent !== undefined && OMITTED.has(parent)) {
          closeLast()
          at -= 1
        }
        continue
      }
      if (isWatched && ONLY[parent ?? '']?.has(piece.name) !== true) {
        const first = open.findIndex((name) => isBrokenBy(name, piece.name))
        while (first >= 0 && open.length > first) closeLast()
      }
      out += piece.html
      if (!VOID.has(piece.name)) open.push(piece.name)
      const next = pieces[at + 1]
      if (HOLDERS.has(piece.name) && next?.kind === 'text' && next.html.trim() !== '') {
        pieces.splice(at + 1, 0, DIV)
      }
    }
  }
  while (open.length > 0) closeLast()
  return out
}
