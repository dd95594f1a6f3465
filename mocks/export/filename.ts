/** Letters and signs that Unicode does not decompose, and what the server's transliteration makes of them. */
const ASCII: Readonly<Record<string, string>> = {
  ß: 'ss',
  ẞ: 'SS',
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  Œ: 'OE',
  ø: 'o',
  Ø: 'O',
  đ: 'd',
  Đ: 'D',
  ð: 'd',
  Ð: 'D',
  þ: 'th',
  Þ: 'TH',
  ł: 'l',
  Ł: 'L',
  ħ: 'h',
  Ħ: 'H',
  ŋ: 'n',
  Ŋ: 'N',
  ŧ: 't',
  Ŧ: 'T',
  ı: 'i',
  '‘': "'",
  '’': "'",
  ʼ: "'",
  '‐': '-',
  '–': '-',
  '—': '-',
  '―': '-',
  '−': '-',
}

/**
 * The name that the server gives to an exported file: the title in ASCII, without anything but
 * letters, digits, space, hyphen and apostrophe. A title in another script leaves nothing, so that
 * the name is only the extension (quirk 60).
 *
 * @param title the entry's title; null gives an empty name
 * @param extension without its dot
 * @example fileNameOf('Le café et la ville (1)', 'pdf') // 'Le cafe et la ville 1.pdf'
 */
export function fileNameOf(title: string | null, extension: string): string {
  const letters = (title ?? '')
    .normalize('NFKD')
    .replace(/\P{ASCII}/gu, (sign) => ASCII[sign] ?? '')
  return `${letters.replace(/[^A-Za-z0-9\- ']/g, '')}.${extension}`
}
