import type { Version } from '../state/version.js'
import { symfonyAscii, unidecode } from './transliterate.js'
import { lowerCase } from './values.js'

const MAX_LENGTH = 128

/**
 * The slug of a new tag: `t:` and the label in ASCII, with a number if needed, as in Gedmo's
 * Sluggable.
 *
 * @param version 2.6.14 uses Symfony's slugger, 2.7.0-dev the older one from Behat
 */
export function uniqueSlug(
  label: string,
  version: Version,
  isTaken: (slug: string) => boolean,
): string {
  const ascii = version === '2.6.14' ? asciiSlugger(label) : behatSlugger(label)
  const slug = `t:${ascii}`.slice(0, MAX_LENGTH)
  if (!isTaken(slug)) return slug
  for (let count = 1; ; count += 1) {
    const suffix = `-${count}`
    const candidate = slug.slice(0, MAX_LENGTH - suffix.length) + suffix
    if (!isTaken(candidate)) return candidate
  }
}

/** Symfony's `AsciiSlugger`, in lower case. */
function asciiSlugger(label: string): string {
  return dashed(symfonyAscii(label).toLowerCase())
}

/**
 * `Behat\Transliterator`: an apostrophe between two letters is removed, one that follows
 * immediately stays.
 */
function behatSlugger(label: string): string {
  return dashed(lowerCase(unidecode(label)).replace(/(\w)'(\w)/g, '$1$2'))
}

function dashed(text: string): string {
  return text.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '')
}
