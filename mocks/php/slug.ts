/** Letters that Unicode does not decompose, as the server's transliteration table writes them. */
const LATIN: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
  ŋ: 'ng',
  ŧ: 't',
}

const MAX_LENGTH = 128

/**
 * The slug of a new tag: `t:` and the label in ASCII, made unique by a number. Letters outside Latin
 * are written as their code points; the server transliterates them by large tables.
 */
export function uniqueSlug(label: string, isTaken: (slug: string) => boolean): string {
  const slug = `t:${asciiSlug(label)}`.slice(0, MAX_LENGTH)
  if (!isTaken(slug)) return slug
  for (let count = 1; ; count += 1) {
    const suffix = `-${count}`
    const candidate = slug.slice(0, MAX_LENGTH - suffix.length) + suffix
    if (!isTaken(candidate)) return candidate
  }
}

function asciiSlug(label: string): string {
  const ascii = label
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\0-\x7f]/gu, (letter) => {
      const known = LATIN[letter]
      if (known !== undefined) return known
      return /\p{L}/u.test(letter) ? ` u${letter.codePointAt(0)?.toString(16)} ` : ' '
    })
  return ascii
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
}
