/**
 * Whether ICU knows this locale exactly: `fr` and `fr_FR` yes, `fr_US` no.
 *
 * @param isCanonical 2.7.0-dev puts the value in its usual form first (`FR` → `fr`), 2.6.14 does not
 */
export function isLocale(value: string, isCanonical: boolean): boolean {
  const tag = value.replace(/_/g, '-')
  try {
    const usual = new Intl.Locale(tag).toString()
    if (!isCanonical && usual !== tag) return false
    return new Intl.DateTimeFormat(usual).resolvedOptions().locale === usual
  } catch {
    return false
  }
}
