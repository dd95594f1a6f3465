import { isWallabagError } from 'wallabag-sdk'

/** What the SDK calls its options, and what a person who types commands can do instead. */
const words: readonly (readonly [RegExp | string, string])[] = [
  [
    'Check `username` and `password`; two-factor codes are not part of them.',
    'Check both with “wallabag login”; a two-factor code is no part of the password.',
  ],
  [/Pass `username` and `password`[^.]*\./, 'Log in again: wallabag login'],
  [/pass `username` and `password`[^.]*\./, 'log in again: wallabag login'],
  ['Call less often, or lower `limits`.', 'Wait a few minutes.'],
  [/ `validate: "off"` lets through [^.]*\./, ''],
  [/Raise `(?:totalT|t)imeout`[^.]*\./g, 'Try again later.'],
  [/`url`/g, 'the address'],
]

/** What went wrong, in the words of the command. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (isWallabagError(error) && error.code === 'not_found_entry') {
    const [, id] = /\/entries\/(\d+)/.exec(error.path ?? '') ?? []
    return `There is no ${id ? `entry ${id}` : 'such entry'}, or it belongs to another user.`
  }
  return inOurWords(error.message)
}

/** The same of a text that the SDK has given. */
export function inOurWords(text: string): string {
  return words.reduce((said, [theirs, ours]) => said.replace(theirs, ours), text)
}
