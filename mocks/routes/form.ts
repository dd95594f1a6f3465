/** What Symfony's forms say of an array where a text belongs. */
export const NOT_VALID = 'This value is not valid.'

/**
 * Symfony's `StringUtil::trim`, which forms use: it also trims Unicode separators and control
 * characters.
 */
export function trimUnicode(text: string): string {
  return text.replace(/^[\p{Z}\p{Cc}]+|[\p{Z}\p{Cc}]+$/gu, '')
}
