import type { Wallabag } from 'wallabag-sdk'
import { rangesOf } from 'wallabag-sdk/annotations'
import { toText } from 'wallabag-sdk/text'
import type { Highlight, Row } from '../importers/row.js'
import { endIfRequested, interruptible } from '../interrupt.js'
import { messageOf } from '../output/error.js'

/** The result of `annotate` for all rows. */
export interface Annotated {
  readonly added: number
  /** How many annotations existed already. */
  readonly there: number
  /** How many highlights became notes because the article does not contain their words. */
  readonly asNotes: number
  readonly failures: readonly { readonly row: Row; readonly reason: string }[]
}

/** How many addresses are looked up in one request. */
const atOnce = 100

/**
 * Creates annotations from the highlights and notes of saved rows. An annotation that exists
 * already is not created again. A highlight whose words are not in the article becomes a note that
 * contains them.
 */
export async function annotate(wallabag: Wallabag, rows: readonly Row[]): Promise<Annotated> {
  const annotated = rows.filter(({ highlights, notes }) => highlights.length + notes.length > 0)
  const result = { added: 0, there: 0, asNotes: 0, failures: [] as { row: Row; reason: string }[] }
  await interruptible(async (stop) => {
    for (let at = 0; at < annotated.length; at += atOnce) {
      const some = annotated.slice(at, at + atOnce)
      const ids = await wallabag.entries.idsOf(some.map(({ url }) => url))
      for (const row of some) {
        endIfRequested(stop)
        const id = ids.get(row.url) ?? null
        if (id === null) continue
        try {
          const one = await annotateOne(wallabag, id, row)
          result.added += one.added
          result.there += one.there
          result.asNotes += one.asNotes
        } catch (error) {
          result.failures.push({ row, reason: `Its highlights: ${messageOf(error)}` })
        }
      }
    }
  })
  return result
}

async function annotateOne(wallabag: Wallabag, id: number, { highlights, notes, title, url }: Row) {
  const { content, annotations } = await wallabag.entries.get(id)
  const there = new Set(annotations.map(({ quote, text }) => keyOf(quote, text)))
  const html = content ?? ''
  let [added, asNotes, found] = [0, 0, 0]
  for (const wanted of [...highlights, ...notes.map((note) => ({ quote: '', note }))]) {
    const { quote, text, ranges, isNote } = await placed(html, wanted, title ?? url)
    if (there.has(keyOf(quote, text))) {
      found += 1
      continue
    }
    await wallabag.annotations.create(id, { quote, text, ranges })
    there.add(keyOf(quote, text))
    added += 1
    if (isNote) asNotes += 1
  }
  return { added, there: found, asNotes }
}

/**
 * Decides where a highlight is attached: to its words or, if the article does not contain them, to
 * the beginning as a note with these words.
 */
async function placed(html: string, { quote, note }: Highlight, title: string) {
  const found = quote === '' ? null : await rangesIn(html, quote)
  if (found) return { quote, text: note, ranges: found, isNote: false }
  const text = [quote === '' ? '' : `“${quote}”`, note].filter((part) => part !== '').join('\n\n')
  const words = beginningOf(html)
  const ranges = words === '' ? null : await rangesIn(html, words)
  return { quote: ranges ? words : title, text, ranges: ranges ?? [], isNote: quote !== '' }
}

async function rangesIn(html: string, quote: string) {
  try {
    return await rangesOf(html, quote)
  } catch {
    // The quote is not in the article, or is longer than the server accepts.
    return null
  }
}

const fewWords = 8

/** The first words of an article. */
function beginningOf(html: string): string {
  const text = toText(html, { addresses: false, maxLength: 1000 })
  const line = text.split('\n').find((one) => /\p{L}/u.test(one)) ?? ''
  return line.trim().split(/\s+/).slice(0, fewWords).join(' ')
}

function keyOf(quote: string, text: string): string {
  return JSON.stringify([quote, text.trim()])
}
