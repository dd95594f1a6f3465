import type { FakeCredentials } from 'wallabag-sdk/testing'

/** The environment variables with a server and an account for a program. */
export function environmentOf(url: string, credentials: FakeCredentials): Record<string, string> {
  return {
    WALLABAG_URL: url,
    WALLABAG_CLIENT_ID: credentials.clientId,
    WALLABAG_CLIENT_SECRET: credentials.clientSecret,
    WALLABAG_USERNAME: credentials.username,
    WALLABAG_PASSWORD: credentials.password,
  }
}

/** The tokens in an answer of the server. */
export interface GivenTokens {
  readonly access_token: string
  readonly refresh_token: string
}

/**
 * Gets tokens for a password with a plain request, which shares no code with the tested package.
 */
export async function passwordGrant(
  url: string,
  { clientId, clientSecret, username, password }: FakeCredentials,
  fetch = globalThis.fetch,
): Promise<GivenTokens> {
  const form = { client_id: clientId, client_secret: clientSecret, username, password }
  const body = new URLSearchParams({ grant_type: 'password', ...form })
  return (await fetch(`${url}/oauth/v2/token`, { method: 'POST', body })).json()
}
