/** The names of languages in the list that ICU has renamed. */
const OLD_NAMES: Readonly<Record<string, string>> = { nb: 'no', sh: 'sr_Latn', tl: 'fil' }

/**
 * Whether the framework's list of locales contains exactly this one: `fr` and `fr_FR` but not
 * `fr_US`. It is the list of ICU, but only with languages of two letters and `fil`, which replaces
 * `tl`, and without variants and retired codes.
 *
 * @param isCanonical 2.7.0-dev converts the value to its canonical form first (`FR` → `fr`), 2.6.14
 *   does not
 */
export function isLocale(value: string, isCanonical: boolean): boolean {
  const name = isCanonical ? canonicalize(value) : value
  const known = KNOWN.get(name) ?? isListed(name)
  KNOWN.set(name, known)
  return known
}

/** Asking ICU takes as long as the rest of a request. */
const KNOWN = new Map<string, boolean>()

function isListed(name: string): boolean {
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

/**
 * PHP's `Locale::canonicalize`: corrects the case, and writes `deu` as `de`. It does not replace
 * old codes.
 */
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
