/** The key of the state. */
export const stateKey = 'state'
/** How the keys of entries begin. */
export const entryPrefix = 'entry/'
/** How the keys of contents begin. */
export const contentPrefix = 'content/'
/** How the keys of queued changes begin. */
export const changePrefix = 'change/'

/** The key of an entry. */
export const entryKey = (id: number): string => `${entryPrefix}${id}`
/** The key of an entry's content. */
export const contentKey = (id: number): string => `${contentPrefix}${id}`
/** The key of a queued change; padded, so that the order of the keys is the order of the changes. */
export const changeKey = (number: number): string =>
  `${changePrefix}${String(number).padStart(12, '0')}`

/** The number in a key. */
export function numberIn(key: string): number {
  return Number(key.slice(key.indexOf('/') + 1))
}
