import fc from 'fast-check'
import { expect, it } from 'vitest'
import { quoteOf, rangesOf } from 'wallabag-sdk/annotations'
import { sized } from '../support/size.js'

/** HTML as a tree of our own, never read back from the parser: the oracle stands on it. */
type Tree = string | { readonly tag: string; readonly children: readonly Tree[] }

/** One code unit of the text, and where annotator.js would say that it is. */
interface Unit {
  readonly unit: string
  readonly path: string
  readonly offset: number
}

const INLINE = ['em', 'strong', 'span', 'code']
const BLOCK = ['div', 'section', 'blockquote']

const words = fc.string({
  unit: fc.constantFrom(...'ab &<"é漢 \n\u00a0', '🚀'),
  minLength: 1,
  maxLength: 8,
})
const inline: fc.Arbitrary<Tree> = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    words,
    fc.record({
      tag: fc.constantFrom(...INLINE),
      children: fc.array(tie('tree'), { maxLength: 3 }),
    }),
  ),
})).tree
const paragraph = fc.record({
  tag: fc.constantFrom('p', 'h2', 'li'),
  children: fc.array(inline, { maxLength: 4 }),
})
const block: fc.Arbitrary<Tree> = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    paragraph,
    inline,
    fc.record({
      tag: fc.constantFrom(...BLOCK),
      children: fc.array(tie('tree'), { maxLength: 4 }),
    }),
  ),
})).tree
const article = fc.array(block, { minLength: 1, maxLength: 5 })

function htmlOf(tree: Tree): string {
  if (typeof tree !== 'string') {
    return `<${tree.tag}>${tree.children.map(htmlOf).join('')}</${tree.tag}>`
  }
  return tree
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/\u00a0/g, '&nbsp;')
}

const lengthOf = (tree: Tree): number =>
  typeof tree === 'string'
    ? tree.length
    : tree.children.reduce((sum, child) => sum + lengthOf(child), 0)

/** The units of the text in order, and `null` where a block begins or ends. */
function unitsOf(children: readonly Tree[], path: string): (Unit | null)[] {
  const units: (Unit | null)[] = []
  let offset = 0
  children.forEach((child, index) => {
    if (typeof child === 'string') {
      units.push(...child.split('').map((unit, at) => ({ unit, path, offset: offset + at })))
    } else {
      const place = children
        .slice(0, index + 1)
        .filter((one) => typeof one !== 'string' && one.tag === child.tag).length
      const inner = unitsOf(child.children, `${path}/${child.tag}[${place}]`)
      units.push(...(INLINE.includes(child.tag) ? inner : [null, ...inner, null]))
    }
    offset += lengthOf(child)
  })
  return units
}

/** An article and two places in its text, the first not after the second, neither at white space. */
const picked = article
  .map((children) => ({
    html: children.map(htmlOf).join(''),
    units: unitsOf(children, ''),
  }))
  .filter(({ units }) => units.some((unit) => unit !== null && unit.unit.trim() !== ''))
  .chain(({ html, units }) => {
    const places = units.flatMap((unit, at) =>
      unit !== null && unit.unit.trim() !== '' ? [at] : [],
    )
    const place = fc.constantFrom(...places)
    return fc
      .tuple(place, place)
      .map(([a, b]) => ({ html, units, from: Math.min(a, b), to: Math.max(a, b) }))
  })

const squeezed = (text: string): string => text.replace(/\s+/g, ' ').trim()

async function everyRange(html: string, quote: string) {
  const found = []
  for (let occurrence = 1; ; occurrence++) {
    try {
      found.push(...(await rangesOf(html, quote, { occurrence })))
    } catch (error) {
      if (occurrence === 1) throw error
      return found
    }
  }
}

it('a quote copied from a page is found at its place, and the range gives the quote back', async () => {
  await fc.assert(
    fc.asyncProperty(
      picked,
      fc.constantFrom(' ', '\n', '\n\n  '),
      async ({ html, units, from, to }, gap) => {
        const selected = units.slice(from, to + 1)
        const quote = selected.map((unit) => unit?.unit.replace(/\s/, gap) ?? gap).join('')
        const [first, last] = [selected.at(0), selected.at(-1)]
        if (!first || !last) throw new Error('the places are those of text')
        const expected = {
          start: first.path,
          startOffset: first.offset,
          end: last.path,
          endOffset: last.offset + 1,
        }
        expect(await everyRange(html, quote)).toContainEqual(expected)
        expect(await quoteOf(html, [expected])).toBe(
          selected.map((unit) => unit?.unit ?? '').join(''),
        )
      },
    ),
    { numRuns: sized(80, 300) },
  )
})

it('a quote as annotator.js writes it, without anything between blocks, is found with its text', async () => {
  await fc.assert(
    fc.asyncProperty(picked, async ({ html, units, from, to }) => {
      const quote = units
        .slice(from, to + 1)
        .map((unit) => unit?.unit ?? '')
        .join('')
      const [range] = await rangesOf(html, quote)
      if (range === undefined) throw new Error('a range is found')
      const found = squeezed(await quoteOf(html, [range]))
      expect(found.replace(/ /g, '')).toBe(squeezed(quote).replace(/ /g, ''))
    }),
    { numRuns: sized(80, 300) },
  )
})
