// The rules of htmLawed 1.2 for nesting elements.
import { VOID } from '../html/tree.js'

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '))
}

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

/**
 * The open elements, outermost first. The depths of each name are known, so finding one takes as long
 * in deep HTML as in flat HTML.
 */
class OpenElements {
  readonly #names: string[] = []
  readonly #depths = new Map<string, number[]>()

  /** How many are open. */
  get depth(): number {
    return this.#names.length
  }

  get parent(): string | undefined {
    return this.#names.at(-1)
  }

  push(name: string): void {
    const depths = this.#depths.get(name) ?? []
    this.#depths.set(name, depths)
    depths.push(this.depth)
    this.#names.push(name)
  }

  pop(): string {
    const name = this.#names.pop() ?? ''
    this.#depths.get(name)?.pop()
    return name
  }

  /** How many are around the innermost one of this name. If there is none, all of them. */
  aroundLast(name: string): number {
    return this.#depths.get(name)?.at(-1) ?? this.depth
  }

  /** How many are around the outermost one whose name passes the test. If there is none, all of them. */
  aroundFirst(test: (name: string) => boolean): number {
    let found = this.depth
    for (const [name, [first = found]] of this.#depths) {
      if (first < found && test(name)) found = first
    }
    return found
  }
}

/**
 * htmLawed's `hl_bal`: adds missing end tags, and removes elements that are not allowed where they
 * are.
 */
export function balance(pieces: readonly Piece[]): string {
  const left = [...pieces].reverse()
  const open = new OpenElements()
  let out = ''
  const closeTo = (depth: number) => {
    while (open.depth > depth) out += `</${open.pop()}>`
  }
  for (let piece = left.pop(); piece !== undefined; piece = left.pop()) {
    const { kind, name, html } = piece
    const { parent } = open
    const isHeld = parent !== undefined && HOLDERS.has(parent)
    if (kind === 'text') {
      if (isHeld && !isBlank(piece)) out += `<div>${html}</div>`
      else out += allows(parent, TEXT) ? html : html.replace(/\S/g, '')
    } else if (kind === 'close') {
      closeTo(open.aroundLast(name))
    } else if (isHeld && !BLOCK.has(name) && !allows(parent, name)) {
      left.push(piece, DIV)
    } else {
      const isWatched =
        WATCHED.has(name) && open.aroundFirst((outer) => NEVER[outer] !== undefined) < open.depth
      if (!isWatched && !allows(parent, name)) {
        // If the parent's end tag may be left out, it ends here, and this token is handled again.
        if (parent !== undefined && OMITTED.has(parent)) {
          closeTo(open.depth - 1)
          left.push(piece)
        }
        continue
      }
      if (isWatched && ONLY[parent ?? '']?.has(name) !== true) {
        closeTo(open.aroundFirst((outer) => isBrokenBy(outer, name)))
      }
      out += html
      if (!VOID.has(name)) open.push(name)
      const next = left.at(-1)
      if (HOLDERS.has(name) && next?.kind === 'text' && !isBlank(next)) left.push(DIV)
    }
  }
  closeTo(0)
  return out
}

function isBlank({ html }: Piece): boolean {
  return html.trim() === ''
}
