import { once } from '../once.js'
import {
  icuTable,
  pinyinFirsts,
  pinyinOthers,
  symfonyTable,
  unidecodeTable,
} from './ascii-tables.generated.js'

type Table = (letter: string) => string

/**
 * ICU's `Any-Latin; Latin-ASCII; NFD; [:Nonspacing Mark:] Remove; NFC`, which is used for the names
 * of exports.
 */
export function icuAscii(text: string): string {
  // ICU does not treat the micro sign as a Greek letter.
  return inTable(anyLatin(text.replace(/\u00b5/g, '')), icu())
}

/**
 * Symfony's `u(text)->ascii()` with the intl extension. Other characters are removed or become
 * spaces.
 */
export function symfonyAscii(text: string): string {
  return inTable(anyLatin(text), symfony())
}

/** Unidecode as in Behat's transliterator. Chinese and Korean are written like in ICU. */
export function unidecode(text: string): string {
  return inTable(koreanToLatin(chineseToLatin(text), ''), decode())
}

const icu = once(() => tableOf(icuTable))
const symfony = once(() => tableOf(symfonyTable, true))
const decode = once(() => tableOf(unidecodeTable))

/** @param decomposes Whether letters without a table entry, such as 𝗯, are decomposed */
function tableOf(source: string, decomposes = false): Table {
  const known = new Map(pairsOf(source))
  const find = (letter: string): string => {
    if (letter < '\x80') return letter
    const value = known.get(letter)
    if (value !== undefined) return value
    if (letter.length > 1 && !decomposes) return ''
    const parts = letter.normalize('NFKD')
    return parts === letter ? '' : [...parts].map(find).join('')
  }
  return find
}

/** Parses `ascii=letters|ascii=letters` by letter. */
function pairsOf(source: string): [string, string][] {
  return source.split('|').flatMap((line) => {
    const [value = '', letters = ''] = line.split('=')
    return [...letters].map((letter): [string, string] => [letter, value])
  })
}

function inTable(text: string, table: Table): string {
  return [...text.normalize('NFC')].map(table).join('')
}

/** The rules of ICU's `Any-Latin` that depend on neighbouring letters. */
function anyLatin(text: string): string {
  if (!/[\u0370-\uffff]/.test(text)) return text
  return indicToLatin(greekToLatin(koreanToLatin(japaneseToLatin(chineseToLatin(text)), '-')))
}

const pinyin = once(() => {
  const { compare } = new Intl.Collator('zh-u-co-pinyin')
  const others = new Map(pairsOf(pinyinOthers))
  const firsts = [...pinyinFirsts.matchAll(/(\p{Script=Han})([a-z]+)/gu)]
  return (letter: string): string => {
    const other = others.get(letter)
    if (other !== undefined) return other
    let [low, high] = [0, firsts.length]
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (compare(letter, firsts[middle]?.[1] ?? '') >= 0) low = middle
      else high = middle
    }
    return firsts[low]?.[2] ?? ''
  }
})

/** A Chinese letter is separated from what precedes it. */
function chineseToLatin(text: string): string {
  return text.replace(/[\u4e00-\u9fff]+/g, (han, at: number) => {
    const before = /[\p{L}\p{M}!,.:;?'’”“，。！？：；]/u.test(text[at - 1] ?? '') ? ' ' : ''
    const after = /[(（«“]/.test(text[at + han.length] ?? '') ? ' ' : ''
    return before + [...han].map(pinyin()).join(' ') + after
  })
}

const INITIALS = 'g kk n d tt l m b pp s ss  j jj ch k t p h'.split(' ')
const VOWELS = 'a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i'.split(' ')
const FINALS = ' g kk gs n nj nh d l lg lm lb ls lt lp lh m b bs s ss ng j ch k t p h'.split(' ')
/** Pairs that need a hyphen, because they would otherwise read as another pair. */
const APART = /-$|^(?:gs-s|nj-j|lg-g|lb-b|ls-s|lt-t$|lp-p$|bs-s|s-s|ng-g$|j-j$|k-k|t-t$|p-p$)/

function koreanToLatin(text: string, hyphen: string): string {
  return text.replace(/[\uac00-\ud7a3]+/g, (word) => {
    let latin = ''
    let final = ''
    for (const syllable of word) {
      const code = syllable.charCodeAt(0) - 0xac00
      const initial = INITIALS[Math.floor(code / 588)] ?? ''
      if (final !== '' && APART.test(`${final}-${initial}`)) latin += hyphen
      final = FINALS[code % 28] ?? ''
      latin += initial + (VOWELS[Math.floor((code % 588) / 28)] ?? '') + final
    }
    return latin
  })
}

function japaneseToLatin(text: string): string {
  return text.replace(/[\u3041-\u30fe\uff66-\uff9f]+/g, (word) => {
    const kana = word
      .normalize('NFKC')
      .replace(/[んン](?=[あいうえおやゆよアイウエオヤユヨ])/g, "n'")
    return [...kana]
      .map(icu())
      .join('')
      .replace(/~tsu(?=([bdf-hjkmnpr-tvwyz])|(ch))/g, (_, letter) => letter ?? 't')
      .replace(/(sh|ch|j)i~y/g, '$1')
      .replace(/([bghkmnprv])i~y/g, '$1y')
      .replace(/(sh|ch|j)i~e/g, '$1e')
      .replace(/fu~([aieo])/g, 'f$1')
      .replace(/([td])e~i/g, '$1i')
  })
}

/** Capitals that become two letters, of which only the first is a capital before a small letter. */
const CAPITALS: Readonly<Record<string, string>> = { Θ: 'Th', Φ: 'Ph', Χ: 'Ch', Ψ: 'Ps' }

function greekToLatin(text: string): string {
  return text
    .replace(/γ(?=[γκξχ])/g, 'n')
    .replace(/Γ(?=[γκξχΓΚΞΧ])/g, 'N')
    .replace(/(?<=[αεοΑΕΟ])[υύὐὑὖ]/g, 'u')
    .replace(/(?<=[ΑΕΟ])[ΥΎ]/g, 'U')
    .replace(/[ΘΦΧΨ](?=\p{M}*\p{Ll})/gu, (letter) => CAPITALS[letter] ?? letter)
}

/** A vowel sign replaces the vowel that is part of a consonant. */
function indicToLatin(text: string): string {
  // Thai writes some vowels before the consonant that they follow in speech.
  const spoken = text.replace(/([\u0e40-\u0e44])([\u0e01-\u0e2e])/g, '$2$1')
  const nasal = spoken.replace(/\u0902(?=[\u0915-\u0929])/g, 'n')
  return nasal.replace(/([\u0915-\u0939\u0958-\u095f])([\u093e-\u094d])/g, (_, consonant, sign) => {
    return icu()(consonant).replace(/a$/, '') + icu()(sign)
  })
}
