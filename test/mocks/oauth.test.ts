import { describe, expect, it } from 'vitest'
import { createFakeWallabag, type FakeWallabag } from 'wallabag-sdk/testing'
import { send, start } from './client.js'

const token = (
  fake: FakeWallabag,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
) => {
  const { clientId, clientSecret } = fake.credentials
  const own = { client_id: clientId, client_secret: clientSecret }
  return send(fake, 'POST /oauth/v2/token', new URLSearchParams({ ...own, ...fields }), headers)
}
const password = { grant_type: 'password', username: 'wallabag', password: 'wallabag' }

describe('the token endpoint', () => {
  it.each([
    [
      { grant_type: 'token' },
      'invalid_request',
      'Invalid grant_type parameter or parameter missing',
    ],
    [
      { grant_type: 'client_credentials' },
      'unauthorized_client',
      'The grant type is unauthorized for this client_id',
    ],
    [
      { grant_type: 'urn:x' },
      'unauthorized_client',
      'The grant type is unauthorized for this client_id',
    ],
    [
      { grant_type: 'authorization_code' },
      'invalid_request',
      'Missing parameter. "code" is required',
    ],
    [
      { grant_type: 'authorization_code', code: 'x', redirect_uri: 'x' },
      'invalid_grant',
      "Code doesn't exist or is invalid for the client",
    ],
    [{ ...password, scope: 'read' }, 'invalid_scope', 'An unsupported scope was requested.'],
    [
      { ...password, client_id: '' },
      'invalid_client',
      'Client id was not found in the headers or body',
    ],
    [{ ...password, client_secret: '' }, 'invalid_client', 'The client credentials are invalid'],
    [
      { ...password, password: '0' },
      'invalid_request',
      'Missing parameters. "username" and "password" required',
    ],
  ])('refuses %j', async (fields, error, error_description) => {
    const { status, json } = await token(createFakeWallabag(), fields)
    expect([status, json]).toEqual([400, { error, error_description }])
  })

  it('takes a scope that PHP holds for empty, and Basic without a colon for nothing', async () => {
    const fake = createFakeWallabag()
    expect((await token(fake, { ...password, scope: '0' })).status).toBe(200)
    const headers = { Authorization: `Basic ${btoa('x')}` }
    expect((await token(fake, password, headers)).status).toBe(200)
  })

  it('looks up as an e-mail only what has the form of one', async () => {
    const users = [{ username: 'u', password: 'long-enough', email: 'nope' }]
    const fields = { ...password, username: 'nope', password: 'long-enough' }
    expect((await token(createFakeWallabag({ users }), fields)).json).toMatchObject({
      error: 'invalid_grant',
    })
  })

  it('takes e-mail, JSON, a query and HTTP Basic', async () => {
    const fake = createFakeWallabag()
    const { clientId, clientSecret } = fake.credentials
    const client = { client_id: clientId, client_secret: clientSecret }
    const basic = { Authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` }
    const answers = [
      await token(fake, { ...password, username: 'wallabag@wallabag.io' }),
      await send(fake, 'POST /oauth/v2/token', { ...client, ...password }),
      await send(fake, `GET /oauth/v2/token?${new URLSearchParams({ ...client, ...password })}`),
      await token(fake, { ...password, client_id: 'x', client_secret: 'x' }, basic),
    ]
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
  })

  it('ignores the query of a POST, answers other methods and malformed JSON with HTML', async () => {
    const fake = createFakeWallabag()
    expect((await send(fake, `POST /oauth/v2/token?${new URLSearchParams(password)}`)).status).toBe(
      400,
    )
    const put = await send(fake, 'PUT /oauth/v2/token')
    expect([put.status, put.headers.get('allow')]).toEqual([405, 'GET, POST'])
    const malformed = await send(fake, 'POST /oauth/v2/token', '{', {
      'Content-Type': 'application/json',
    })
    expect([malformed.status, malformed.text.startsWith('<!DOCTYPE html>')]).toEqual([400, true])
  })

  it('uses a refresh token once, lets the old access token live, and both expire', async () => {
    const fake = createFakeWallabag()
    fake.clock.set(1_000_000_000)
    const first: { access_token: string; refresh_token: string } = JSON.parse(
      (await token(fake, password)).text,
    )
    const refresh = { grant_type: 'refresh_token', refresh_token: first.refresh_token }
    const [one, two] = await Promise.all([token(fake, refresh), token(fake, refresh)])
    expect([one.status, two.status].sort()).toEqual([200, 400])
    const read = (access: string) =>
      send(fake, 'GET /api/user', undefined, { Authorization: `Bearer ${access}` })
    expect((await read(first.access_token)).status).toBe(200)
    fake.clock.advance(3_600_000)
    expect((await read(first.access_token)).status).toBe(200)
    fake.clock.advance(1000)
    expect((await read(first.access_token)).json).toEqual({
      error: 'invalid_grant',
      error_description: 'The access token provided has expired.',
    })
    const second: { refresh_token: string } = JSON.parse(one.status === 200 ? one.text : two.text)
    fake.clock.advance(1_209_600_000)
    expect(
      (await token(fake, { grant_type: 'refresh_token', refresh_token: second.refresh_token }))
        .json,
    ).toEqual({
      error: 'invalid_grant',
      error_description: 'Refresh token has expired',
    })
  })

  it('gives lifetimes as configured', async () => {
    const fake = createFakeWallabag({ accessTokenLifetime: 60 })
    expect((await token(fake, password)).json).toMatchObject({
      expires_in: 60,
      token_type: 'bearer',
      scope: null,
    })
  })
})

describe('a request with a token', () => {
  it.each([
    [{ Authorization: 'bearer TOKEN' }, '', 401],
    [{ Authorization: 'Bearer ' }, '', 401],
    [{ Authorization: 'Bearer TOKEN' }, '', 200],
    [{}, '?access_token=TOKEN', 200],
    [{ Authorization: 'Bearer TOKEN' }, '?access_token=TOKEN', 500],
    [{ Authorization: 'Bearer nope' }, '', 401],
    [{ Authorization: 'Token Bearer TOKEN' }, '', 200],
  ])('%j %s is %i', async (headers, query, status) => {
    const { fake, token: access } = await start()
    const filled = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value.replace('TOKEN', access)]),
    )
    expect(
      (await send(fake, `GET /api/tags${query.replace('TOKEN', access)}`, undefined, filled))
        .status,
    ).toBe(status)
  })

  it('that is empty in a form is a malformed one', async () => {
    const { fake } = await start()
    const body = new URLSearchParams({ access_token: '' })
    const { status, json, headers } = await send(fake, 'POST /api/entries', body)
    expect([status, json]).toMatchObject([400, { error: 'invalid_request' }])
    expect(headers.get('www-authenticate')).toContain('error="invalid_request"')
  })

  it('may have it in a form, not in JSON', async () => {
    const { fake, token: access } = await start()
    const body = { access_token: access, url: 'https://x.example/1' }
    expect((await send(fake, 'POST /api/entries', new URLSearchParams(body))).status).toBe(200)
    expect((await send(fake, 'POST /api/entries', body)).status).toBe(401)
  })

  it('is refused on public routes too if it is bad, as JSON whatever the suffix', async () => {
    const fake = createFakeWallabag()
    const bad = { Authorization: 'Bearer nope' }
    expect((await send(fake, 'GET /api/info', undefined, bad)).status).toBe(401)
    const exported = await send(fake, 'GET /api/entries/1/export.epub', undefined, bad)
    expect([exported.status, exported.headers.get('content-type')]).toEqual([
      401,
      'application/json',
    ])
    expect(exported.headers.get('www-authenticate')).toContain('error="invalid_grant"')
  })
})
