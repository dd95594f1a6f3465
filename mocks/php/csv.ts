/**
 * PHP's `fputcsv`.
 *
 * @param escapes Whether a backslash escapes: a quote after it is not doubled
 */
export function fputcsv(fields: readonly string[], separator: string, escapes: boolean): string {
  return `${fields.map((value) => quoted(value, separator, escapes)).join(separator)}\n`
}

function quoted(value: string, separator: string, escapes: boolean): string {
  if (
    !/["\n\r\t ]/.test(value) &&
    !value.includes(separator) &&
    !(escapes && value.includes('\\'))
  ) {
    return value
  }
  const pattern = escapes ? /(\\?)"/g : /()"/g
  return `"${value.replace(pattern, (all, slash) => (slash === '' ? '""' : all))}"`
}
