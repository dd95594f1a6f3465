import { describe, expect, test } from 'vitest'
import { dropTrackingParameters } from 'wallabag-sdk'
import { createFakeWallabag } from 'wallabag-sdk/testing'
import { clientOf } from '../support/library.js'

describe('addresses without tracking parameters', () => {
  test.each([
    ['https://a.test/x?utm_source=n&utm_medium=m', 'https://a.test/x'],
    ['https://a.test/x?id=3&FBCLID=q&b=%20+', 'https://a.test/x?id=3&b=%20+'],
    ['https://a.test/x?gclid=1#part?utm_source=2', 'https://a.test/x#part?utm_source=2'],
    ['https://a.test/x?fbclid', 'https://a.test/x'],
    ['https://A.test/x?', 'https://A.test/x?'],
    ['https://a.test/x?&&b=1', 'https://a.test/x?&&b=1'],
    ['https://a.test/x?autm_source=1&utm=2', 'https://a.test/x?autm_source=1&utm=2'],
    ['https://a.test/#?fbclid=1', 'https://a.test/#?fbclid=1'],
    ['https://a.test/ä?q=ü&igshid=1', 'https://a.test/ä?q=ü'],
  ])('%s becomes %s', (given, expected) => {
    expect(dropTrackingParameters(given)).toBe(expected)
  })

  test('are what is saved, looked for, tagged and told apart', async () => {
    const fake = createFakeWallabag()
    const wallabag = clientOf(fake, { normalizeUrl: dropTrackingParameters })
    const given = ['https://a.test/1?utm_source=x', 'https://a.test/1?fbclid=y']
    const report = await wallabag.entries.saveMany(given)
    expect(report).toMatchObject({ done: 1, skipped: 1 })
    expect(fake.state.entries.map(({ url }) => url)).toEqual(['https://a.test/1'])
    const tagged = await wallabag.entries.tagMany(['https://a.test/1?gclid=z'], { add: ['t'] })
    expect(tagged.done).toBe(1)
    expect(await wallabag.entries.idsOf(['https://a.test/1?utm_medium=m'])).toEqual(
      new Map([['https://a.test/1?utm_medium=m', 1]]),
    )
  })
})
