import { expect, test } from 'vitest'
import type { StoredTokens } from 'wallabag-sdk'
import { atOnce, signInWorld } from '../support/sign-in.js'
import { takeTime } from '../support/time.js'

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]

/** What a wrong clock may do to the wall of this machine. */
const wrong = [
  ['a day ahead', day],
  ['a day back', -day],
  ['a year back', -365 * day],
] as const

for (const [name, shift] of wrong) {
  test(`with the wall clock ${name} from the start no call meets a 401, and none renews too early`, async () => {
    const time = takeTime()
    time.setWall(shift)
    const { wallabag, grants, refusals } = signInWorld({}, { clock: time.clock })
    await atOnce(50, () => wallabag.tags.list())
    time.pass(hour / 2)
    await atOnce(50, () => wallabag.tags.list())
    expect(grants()).toEqual(['password'])
    time.pass(hour)
    await atOnce(50, () => wallabag.tags.list())
    expect(grants()).toEqual(['password', 'refresh_token'])
    expect(refusals()).toBe(0)
  })

  test(`with the wall clock ${name} a stored token that died is tried by one call at most`, async () => {
    const time = takeTime()
    const tokenStore = new Map<string, StoredTokens>()
    const { connect, refusals } = signInWorld({ tokenStore }, { clock: time.clock })
    await connect().tags.list()
    time.pass(2 * hour)
    time.setWall(shift)
    const wallabag = connect()
    await atOnce(50, () => wallabag.tags.list())
    expect(refusals()).toBeLessThanOrEqual(1)
  })
}

test('while the wall clock jumps to and fro, no call meets a 401 and no token is asked for', async () => {
  const time = takeTime()
  const { wallabag, grants, refusals } = signInWorld({}, { clock: time.clock })
  for (const shift of [0, day, -day, 10 * minute, -hour, 0]) {
    time.setWall(shift)
    await atOnce(50, () => wallabag.tags.list())
  }
  expect(grants()).toEqual(['password'])
  expect(refusals()).toBe(0)
})

test('a token that still lives after the wall clock jumped is renewed in time all the same', async () => {
  const time = takeTime()
  const { wallabag, grants, refusals } = signInWorld({}, { clock: time.clock })
  await wallabag.tags.list()
  time.setWall(-day)
  await wallabag.tags.list()
  time.pass(hour)
  await atOnce(50, () => wallabag.tags.list())
  expect(grants()).toEqual(['password', 'refresh_token'])
  expect(refusals()).toBe(0)
})

test('after a sleep beyond the end of the token one call meets the 401, the others wait, and all finish', async () => {
  const time = takeTime()
  const { wallabag, grants, refusals } = signInWorld({}, { clock: time.clock })
  await wallabag.tags.list()
  time.sleep(8 * hour)
  await atOnce(200, () => wallabag.tags.list())
  expect(grants()).toEqual(['password', 'refresh_token'])
  expect(refusals()).toBe(1)
})

test('a sleep while calls wait for their turn is seen when the turn comes', async () => {
  const time = takeTime()
  const { fake, wallabag, refusals } = signInWorld(
    { limits: { concurrency: 2 } },
    { clock: time.clock, latency: 2 },
  )
  await wallabag.tags.list()
  let answered = 0
  fake.fault({ path: '/api/tags' }, async ({ proceed }) => {
    const answer = await proceed()
    answered += 1
    if (answered === 20) time.sleep(2 * hour)
    return answer
  })
  await atOnce(100, () => wallabag.tags.list())
  // Those that were under way while the machine slept cannot be called back.
  expect(refusals()).toBeLessThanOrEqual(2)
})

test('a short sleep shortens the life of the token: it is renewed before it ends, without a 401', async () => {
  const time = takeTime()
  const { wallabag, grants, refusals } = signInWorld({}, { clock: time.clock })
  await wallabag.tags.list()
  time.sleep(hour / 2)
  await atOnce(50, () => wallabag.tags.list())
  time.pass(hour / 2)
  await atOnce(50, () => wallabag.tags.list())
  expect(grants()).toEqual(['password', 'refresh_token'])
  expect(refusals()).toBe(0)
})

test('the one call that tries a doubtful token may give up: another one tries it then', async () => {
  const time = takeTime()
  const { fake, wallabag, refusals } = signInWorld({ retry: { limit: 0 } }, { clock: time.clock })
  await wallabag.tags.list()
  time.sleep(10 * minute)
  fake.fault({ path: '/api/tags', times: 1 }, 'reset-before')
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => wallabag.tags.list()))
  expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(1)
  expect(refusals()).toBe(0)
})

test('a stored token is tried by one call, and its end is corrected by the clock of the server', async () => {
  const time = takeTime()
  const tokenStore = new Map<string, StoredTokens>()
  const { connect, grants, refusals } = signInWorld({ tokenStore }, { clock: time.clock })
  await connect().tags.list()
  time.pass(hour / 2)
  time.setWall(-10 * minute)
  const wallabag = connect()
  await atOnce(50, () => wallabag.tags.list())
  expect(grants()).toEqual(['password'])
  // By our own clock it would live for another 40 minutes.
  time.pass(hour / 2)
  await atOnce(50, () => wallabag.tags.list())
  expect(grants()).toEqual(['password', 'refresh_token'])
  expect(refusals()).toBe(0)
})

test('a stored token is not renewed early because our clock is ahead of the server', async () => {
  const time = takeTime()
  const tokenStore = new Map<string, StoredTokens>()
  const { connect, grants } = signInWorld({ tokenStore }, { clock: time.clock })
  await connect().tags.list()
  time.pass(hour / 2)
  time.setWall(10 * minute)
  const wallabag = connect()
  await wallabag.tags.list()
  // By our own clock two minutes would be left; by the server's, twelve.
  time.pass(18 * minute)
  await wallabag.tags.list()
  await wallabag.close()
  expect(grants()).toEqual(['password'])
})

for (const nonsense of ['3600', 'soon', -5, 0, null, undefined, {}, Number.MAX_VALUE]) {
  test(`an expires_in of ${JSON.stringify(nonsense)} is survived`, async () => {
    const time = takeTime()
    const { fake, wallabag, grants } = signInWorld({}, { clock: time.clock })
    fake.fault({ path: '/oauth/v2/token' }, async ({ proceed }) => {
      const answer: unknown = await (await proceed()).json()
      return Response.json({ ...(answer instanceof Object ? answer : {}), expires_in: nonsense })
    })
    await atOnce(50, () => wallabag.tags.list())
    expect(grants()).toEqual(['password'])
    time.pass(2 * hour)
    await atOnce(50, () => wallabag.tags.list())
    expect(grants()).toEqual(['password', 'refresh_token'])
  })
}
