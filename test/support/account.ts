import type { FakeCredentials } from 'wallabag-sdk/testing'

/** The variables by which a program finds a server and its account there. */
export function environmentOf(url: string, credentials: FakeCredentials): Record<string, string> {
  return {
    WALLABAG_URL: url,
    WALLABAG_CLIENT_ID: credentials.clientId,
    WALLABAG_CLIENT_SECRET: credentials.clientSecret,
    WALLABAG_USERNAME: credentials.username,
    WALLABAG_PASSWORD: credentials.password,
  }
}

/** Tokens as the server gives them. */
export interface GivenTokens {
  readonly access_token: string
  readonly refresh_token: string
}

/** Trades a password for tokens with a bare request, which shares nothing with the code that is tested. */
export async function passwordGrant(
  url: string,
  { clientId, clientSecret, username, password }: FakeCredentials,
  fetch = globalThis.fetch,
): Promise<GivenTokens> {
  const form = { client_id: clientId, client_secret: clientSecret, username, password }
  const body = new URLSearchParams({ grant_type: 'password', ...form })
  return (await fetch(`${url}/oauth/v2/token`, { method: 'POST', body })).json()
}
