import { unexpectedInput } from '../errors/index.js'

/**
 * A language as the server keeps it: `pt-br` becomes `pt_BR`. It ignores silently what it does not
 * know (Q18), lower-case regions included.
 *
 * @throws InputError for what is no language tag.
 */
export function languageToWire(language: unknown, name = 'language'): string {
  try {
    if (typeof language !== 'string') throw new RangeError()
    const [canonical = ''] = Intl.getCanonicalLocales(language.replaceAll('_', '-'))
    return canonical.replaceAll('-', '_')
  } catch {
    throw unexpectedInput(name, 'a language such as “fr” or “pt_BR”', language)
  }
}
