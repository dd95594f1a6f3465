import { icuAscii } from '../php/transliterate.js'

/**
 * The name that the server gives to an exported file: the title in ASCII, with only letters,
 * digits, spaces, hyphens and apostrophes (quirk 60). If the fake has no table for the script of a
 * title, only the extension is left.
 *
 * @param title the entry's title; null gives an empty name
 * @param extension without its dot
 * @example fileNameOf('Le café et la ville (1)', 'pdf') // 'Le cafe et la ville 1.pdf'
 */
export function fileNameOf(title: string | null, extension: string): string {
  return `${icuAscii(title ?? '').replace(/[^A-Za-z0-9\- ']/g, '')}.${extension}`
}
