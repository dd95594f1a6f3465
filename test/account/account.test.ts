import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { connect, versions } from '../support/connect.js'
import { clientOf } from '../support/library.js'

function signedInAs(version: (typeof versions)[number], user: object) {
  const { fake } = connect({
    version,
    users: [{ username: 'ada', password: 'ada-pass', email: 'ada@example.org', ...user }],
  })
  const auth = { ...fake.credentials, username: 'ada', password: 'ada-pass' }
  return clientOf(fake, { auth })
}

describe.each(versions)('the account on %s', (version) => {
  test('user.get gives the account, with or without a display name', async () => {
    const { wallabag } = connect({ version })
    expect(await wallabag.user.get()).toEqual({
      id: 1,
      username: 'wallabag',
      email: 'wallabag@wallabag.io',
      name: null,
      createdAt: expect.any(Date),
      updatedAt: expect.any(Date),
    })
    const named = signedInAs(version, { name: 'Ada L.' })
    expect(await named.user.get()).toMatchObject({ username: 'ada', name: 'Ada L.' })
  })

  test('settings.get gives the settings, null for what is unset', async () => {
    const { wallabag } = connect({ version })
    const settings = await wallabag.settings.get()
    expect(settings).toMatchObject({
      itemsPerPage: 12,
      language: 'en',
      feedLimit: 50,
      readingSpeed: 200,
      actionMarkAsRead: 1,
      listMode: 0,
      displayThumbnails: true,
      font: null,
    })
    expect(settings.feedToken).toBeNull()
  })

  test('the feed token is there for who asks, and is never printed or copied', async () => {
    const secret = 'feed-token-that-is-secret'
    const wallabag = signedInAs(version, { config: { feed_token: secret } })
    const settings = await wallabag.settings.get()
    expect(settings.feedToken).toBe(secret)
    const shown = [
      inspect(settings, { depth: null, showHidden: true, getters: true }),
      JSON.stringify(settings),
      String(settings),
      JSON.stringify({ ...settings }),
      JSON.stringify(structuredClone(settings)),
    ]
    for (const text of shown) expect(text).not.toContain(secret)
  })

  test('taggingRules.list gives the rules', async () => {
    const { wallabag } = connect({ version })
    expect(await wallabag.taggingRules.list()).toEqual([])
    const rules = [{ rule: 'readingTime <= 5', tags: ['short'] }]
    expect(await signedInAs(version, { taggingRules: rules }).taggingRules.list()).toEqual(rules)
  })
})
