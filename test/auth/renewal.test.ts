import { expect, test } from 'vitest'
import { eventually } from '../support/eventually.js'
import { atOnce, gate, holdNext, refusal, signInWorld } from '../support/sign-in.js'
import { sized } from '../support/size.js'
import { takeTime } from '../support/time.js'

const hour = 3_600_000
const tokenPath = '/oauth/v2/token'

test('200 calls at once without a token make one token request', async () => {
  const { wallabag, tokenCalls } = signInWorld()
  await atOnce(200, () => wallabag.tags.list())
  expect(tokenCalls()).toHaveLength(1)
})

test('200 calls at once on an expired token make one token request, and send the dead token never', async () => {
  const time = takeTime()
  const { wallabag, grants, refusals } = signInWorld({}, { clock: time.clock })
  await wallabag.tags.list()
  time.pass(hour)
  await atOnce(200, () => wallabag.tags.list())
  expect(grants()).toEqual(['password', 'refresh_token'])
  expect(refusals()).toBe(0)
})

test('200 calls at once on a revoked token make one token request, and only those under way meet the 401', async () => {
  const { fake, wallabag, grants, refusals } = signInWorld({ limits: { concurrency: 4 } })
  await wallabag.tags.list()
  fake.state.revokeTokens('access')
  await atOnce(200, () => wallabag.tags.list())
  expect(grants()).toEqual(['password', 'refresh_token'])
  // The turn of the first call may not be free yet.
  expect(refusals()).toBeLessThanOrEqual(4)
})

test('a token with life left is renewed in the background, and 200 calls finish before the renewal does', async () => {
  const time = takeTime()
  const { fake, wallabag, tokenCalls, refusals } = signInWorld({}, { clock: time.clock })
  await wallabag.tags.list()
  time.pass(hour - 200_000)
  const held = holdNext(fake, tokenPath)
  await atOnce(200, () => wallabag.tags.list())
  expect(tokenCalls()).toHaveLength(2)
  expect(tokenCalls()[1]?.status).toBe(0)
  held.open()
  await wallabag.close()
  expect(tokenCalls()[1]?.status).toBe(200)
  time.pass(hour / 2)
  await wallabag.tags.list()
  expect(tokenCalls()).toHaveLength(2)
  expect(refusals()).toBe(0)
})

test('with concurrency 1 and every second answer a 401, all calls finish', async () => {
  const count = sized(60, 200)
  const { fake, wallabag } = signInWorld({ limits: { concurrency: 1 } })
  let answers = 0
  fake.fault({ path: '/api/tags' }, ({ proceed }) => {
    answers += 1
    if (answers % 2 === 1) return proceed()
    return Response.json({ error: 'invalid_grant', error_description: 'expired' }, { status: 401 })
  })
  await atOnce(count, () => wallabag.tags.list())
  expect(answers).toBe(2 * count - 1)
})

test('a late 401 for an old token renews nothing: the call goes again with the token of today', async () => {
  const { fake, wallabag, tokenCalls } = signInWorld({ limits: { concurrency: 2 } })
  await wallabag.tags.list()
  const held = gate()
  fake.fault({ path: '/api/user', times: 1 }, async ({ proceed }) => {
    const answer = await proceed()
    await held.opened
    return answer
  })
  fake.state.revokeTokens('access')
  const slow = wallabag.user.get()
  await wallabag.tags.list()
  expect(tokenCalls()).toHaveLength(2)
  held.open()
  expect((await slow).username).toBe('wallabag')
  expect(tokenCalls()).toHaveLength(2)
})

test('a call that waited for its turn goes with the token of that moment, not with the one it came with', async () => {
  const { fake, wallabag, refusals } = signInWorld({ limits: { concurrency: 1 } })
  await wallabag.tags.list()
  const held = holdNext(fake, '/api/user')
  const slow = wallabag.user.get().then()
  const waiting = atOnce(20, () => wallabag.tags.list())
  await eventually(() => expect(fake.requests.at(-1)?.path).toBe('/api/user'))
  fake.state.revokeTokens('access')
  await wallabag.auth.signIn({ password: 'wallabag' })
  held.open()
  await Promise.all([slow, waiting])
  // Only the one that was under way.
  expect(refusals()).toBe(1)
})

test('after a 401 the request is sent once more with the same method, body and headers', async () => {
  const { fake, wallabag } = signInWorld({ headers: { 'x-proxy-key': 'key-of-the-proxy' } })
  await wallabag.tags.list()
  const { entry } = await wallabag.entries.save('https://example.org/1')
  fake.requests.clear()
  fake.state.revokeTokens('access')
  await wallabag.entries.update(entry.id, { title: 'Another', starred: true })
  const [first, token, second] = [...fake.requests]
  expect(fake.requests).toHaveLength(3)
  expect(first?.status).toBe(401)
  expect(token?.path).toBe(tokenPath)
  expect(second).toMatchObject({ method: 'PATCH', path: first?.path, body: first?.body })
  const { authorization: refused, ...before } = first?.headers ?? {}
  const { authorization: renewed, ...after } = second?.headers ?? {}
  expect(after).toEqual(before)
  expect(after['x-proxy-key']).toBe('key-of-the-proxy')
  expect(renewed).not.toBe(refused)
})

test('a renewal once sent goes on when its caller gives up, and the next call has its token', async () => {
  const { fake, wallabag, tokenCalls } = signInWorld()
  const held = holdNext(fake, tokenPath)
  const controller = new AbortController()
  const gaveUp = wallabag.tags.list({ signal: controller.signal })
  const tooLate = wallabag.tags.list({ totalTimeout: 30 })
  await expect(tooLate).rejects.toMatchObject({ code: 'timeout', outcome: 'not-sent' })
  controller.abort('enough')
  await expect(gaveUp).rejects.toMatchObject({ name: 'AbortError', cause: 'enough' })
  held.open()
  await wallabag.tags.list()
  expect(tokenCalls()).toHaveLength(1)
})

test('a renewal in the background that fails by bad luck is not tried again at once', async () => {
  const time = takeTime()
  const { fake, wallabag, tokenCalls } = signInWorld({ retry: { limit: 0 } }, { clock: time.clock })
  await wallabag.tags.list()
  time.pass(hour - 200_000)
  fake.fault({ path: tokenPath, times: 1 }, 'html-error')
  await wallabag.tags.list()
  await wallabag.close()
  await atOnce(20, () => wallabag.tags.list())
  expect(tokenCalls()).toHaveLength(2)
  time.pass(31_000)
  await wallabag.tags.list()
  await wallabag.close()
  expect(tokenCalls()).toHaveLength(3)
})

test('a token that lives is used to its end when nothing can follow it, and then nothing is asked', async () => {
  const time = takeTime()
  const signedOut: string[] = []
  const { fake, connect, refreshOnly } = signInWorld(
    { onSignedOut: ({ code }) => signedOut.push(code) },
    { clock: time.clock },
  )
  const wallabag = connect({ auth: await refreshOnly() })
  await wallabag.tags.list()
  time.pass(hour - 200_000)
  fake.fault({ path: tokenPath }, () => refusal('invalid_grant'))
  fake.requests.clear()
  await atOnce(50, () => wallabag.tags.list())
  await wallabag.close()
  await atOnce(50, () => wallabag.tags.list())
  expect(signedOut).toEqual([])
  time.pass(200_000)
  await expect(wallabag.tags.list()).rejects.toMatchObject({ code: 'refresh_expired' })
  expect(signedOut).toEqual(['refresh_expired'])
  expect(fake.requests.filter(({ path }) => path === tokenPath)).toHaveLength(1)
})

test('a server that refuses the tokens it has just given is asked for two, and then left alone', async () => {
  const time = takeTime()
  const { fake, wallabag, tokenCalls } = signInWorld({}, { clock: time.clock })
  const broken = fake.fault({ path: '/api/tags' }, 'unauthorized')
  await expect(wallabag.tags.list()).rejects.toMatchObject({ code: 'token_revoked' })
  for (let call = 0; call < 50; call++) {
    await expect(wallabag.tags.list()).rejects.toMatchObject({ code: 'token_revoked' })
  }
  expect(tokenCalls()).toHaveLength(2)
  await broken.remove()
  time.pass(31_000)
  await wallabag.tags.list()
  expect(tokenCalls()).toHaveLength(3)
})
