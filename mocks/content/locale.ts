/** Names of languages that the list still has, by what ICU knows them as. */
const OLD_NAMES: Readonly<Record<string, string>> = { nb: 'no', sh: 'sr_Latn', tl: 'fil' }

/**
 * Whether the framework's list of locales has this one exactly: `fr` and `fr_FR` yes, `fr_US` no. It is the
 * list of ICU, but only languages with a code of two letters, and neither variants nor retired codes.
 *
 * @param isCanonical 2.7.0-dev puts the value in its usual form first (`FR` → `fr`), 2.6.14 does not
 */
export function isLocale(value: string, isCanonical: boolean): boolean {
  const name = isCanonical ? canonicalize(value) : value
  if (!/^([a-z]{2}|fil)(_[A-Z][a-z]{3})?(_([A-Z]{2}|\d{3}))?$/.test(name)) return false
  const [language = '', ...rest] = name.split('_')
  const tag = [OLD_NAMES[language] ?? language, ...rest].join('-').replace('_', '-')
  try {
    return (
      new Intl.Locale(tag).toString() === tag &&
      new Intl.DateTimeFormat(tag).resolvedOptions().locale === tag
    )
  } catch {
    return false
  }
}

/** PHP's `Locale::canonicalize`: upper and lower case, and `de` for `deu`; no code is replaced by a newer one. */
function canonicalize(value: string): string {
  const [language = '', ...rest] = value.split('_')
  const parts = rest.map((part) =>
    part.length === 4
      ? part.charAt(0).toUpperCase() + part.slice(1).toLowerCase()
      : part.toUpperCase(),
  )
  return [shortCode(language.toLowerCase()), ...parts].join('_')
}

function shortCode(language: string): string {
  try {
    return language.length === 3 ? new Intl.Locale(language).language : language
  } catch {
    return language
  }
}
