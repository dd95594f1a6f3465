// @ts-nocheck: unidecode is installed only to run this script
// Writes mocks/php/ascii-tables.generated.ts, the tables with which servers convert text to ASCII.
// They come from a real PHP, so this script is run by hand and its result is committed:
//
//   npm install --no-save unidecode@1.1.0
//   php scripts/ascii-tables.php > letters.json
//   node scripts/ascii-tables.mjs letters.json && npm run fix
//
// A table contains only the exceptions to this rule: a letter is decomposed (NFKD), its parts are
// looked up, and parts that are still not ASCII are dropped.
import { readFileSync, writeFileSync } from 'node:fs'
import unidecode from 'unidecode'

const [, , file] = process.argv
const { letters, han, icu } = JSON.parse(readFileSync(file, 'utf8'))

/** The Unicode blocks of 256 characters with the scripts of most titles and labels. */
const BLOCKS = new Set([
  0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x09, 0x0e, 0x10, 0x1d, 0x1e, 0x1f, 0x20, 0x21,
  0x22, 0x24, 0x25, 0x26, 0x27, 0x2c, 0x30, 0xa7, 0xfb, 0xfe, 0xff,
])
const codes = Object.keys(letters)
  .map(Number)
  .filter(
    (code) =>
      BLOCKS.has(code >> 8) &&
      !(code >= 0x750 && code < 0x800) &&
      !(code >= 0x1000 && code < 0x10a0) &&
      !(code >= 0xfe70 && code < 0xff00),
  )

const words = (text) => text.toLowerCase().replace(/[^a-z0-9']+/g, ' ')
const tables = {
  icuTable: {
    of: (code) => letters[code][0],
    clean: (text) => text.replace(/[^A-Za-z0-9\- '~]/g, ''),
  },
  symfonyTable: { of: (code) => letters[code][1], clean: (text) => words(text).replace(/'/g, ' ') },
  unidecodeTable: {
    of: (code) => unidecode(String.fromCodePoint(code)).replaceAll('[?]', ' '),
    clean: words,
  },
}

function tableOf({ of, clean }) {
  const table = new Map()
  const find = (letter) => {
    const known = letter < '\x80' ? clean(letter) : table.get(letter)
    const parts = letter.normalize('NFKD')
    return known ?? (parts === letter ? '' : [...parts].map(find).join(''))
  }
  for (const code of codes) {
    const letter = String.fromCodePoint(code)
    const value = clean(of(code))
    if (find(letter) !== value) table.set(letter, value)
  }
  const byValue = new Map()
  for (const [letter, value] of table) byValue.set(value, (byValue.get(value) ?? '') + letter)
  return [...byValue].map(([value, all]) => `${value}=${all}`).join('|')
}

/**
 * In the order of Chinese dictionaries, characters with one sound are next to each other, so the
 * first of each sound is enough.
 */
function pinyin() {
  const { compare } = new Intl.Collator('zh-u-co-pinyin')
  const all = Object.entries(han)
    .filter(([, sound]) => /^[a-z]+$/.test(sound))
    .sort(([a], [b]) => compare(a, b))
  const runs = []
  for (const [letter, sound] of all) {
    if (runs.at(-1)?.sound === sound) runs.at(-1).count += 1
    else runs.push({ letter, sound, count: 1 })
  }
  const biggest = new Map()
  for (const run of runs)
    if ((biggest.get(run.sound)?.count ?? 0) < run.count) biggest.set(run.sound, run)
  const firsts = runs.filter((run) => biggest.get(run.sound) === run || run.count >= 4)
  const others = new Map()
  let at = 0
  for (const [letter, sound] of all) {
    while (firsts[at + 1] !== undefined && compare(letter, firsts[at + 1].letter) >= 0) at += 1
    if (firsts[at].sound !== sound) others.set(sound, (others.get(sound) ?? '') + letter)
  }
  return {
    firsts: firsts.map(({ letter, sound }) => letter + sound).join(''),
    others: [...others].map(([sound, some]) => `${sound}=${some}`).join('|'),
  }
}

const lines = (text) => {
  const parts = text.match(/.{1,90}/gsu) ?? []
  // Invisible and combining characters are written as escapes.
  const shown = (part) =>
    JSON.stringify(part).replace(/(?! )[\p{M}\p{C}\p{Z}]/gu, (letter) => {
      return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
    })
  return parts.map((part) => `  ${shown(part)}`).join(' +\n')
}
const { firsts, others } = pinyin()
const source = [
  `// Made by scripts/ascii-tables.mjs from PHP, ICU ${icu}, symfony/string and Unidecode; not to be edited.`,
  '// Each table is `ascii=letters` after `ascii=letters`.',
  ...Object.entries(tables).map(
    ([name, table]) => `export const ${name} =\n${lines(tableOf(table))}`,
  ),
  `/** The first letter of each sound, in the order of a Chinese dictionary. */\nexport const pinyinFirsts =\n${lines(firsts)}`,
  `/** Letters that stand among those of another sound. */\nexport const pinyinOthers =\n${lines(others)}`,
]
writeFileSync(
  new URL('../mocks/php/ascii-tables.generated.ts', import.meta.url),
  `${source.join('\n\n')}\n`,
)
