import { describe, describeSecret, InputError, unexpectedInput } from '../errors/index.js'

/**
 * Refuses what is no http(s) address: an older server stores anything, `javascript:` included (Q43).
 * The address itself is sent as it was given, since its exact text is the entry's identity.
 */
export function checkArticleUrl(url: unknown, name = 'url'): string {
  if (typeof url !== 'string') throw unexpectedInput(name, 'an address', url)
  const parsed = URL.canParse(url) ? new URL(url) : null
  if (url !== url.trim() || !parsed || !/^https?:$/.test(parsed.protocol)) {
    const shown = url.includes('@') || url.includes('token') ? describeSecret(url) : describe(url)
    throw new InputError(
      'invalid_input',
      `${name}: expected an http or https address without spaces around it, received ${shown}.`,
    )
  }
  return url
}
