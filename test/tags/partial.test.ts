import { expect, test } from 'vitest'
import { PartialError } from 'wallabag-sdk'
import { clientOf, labelsIn, libraryOf, urlOf } from '../support/library.js'

function tagged(count: number) {
  const fake = libraryOf(0)
  for (let n = 1; n <= count; n++) fake.seed.entry({ url: urlOf(n), tags: ['old'] })
  return { fake, tags: clientOf(fake, { retry: { limit: 0 } }).tags }
}

test('a rename that fails at an entry says at which, what was done, and once what to do', async () => {
  const { fake, tags } = tagged(3)
  fake.fault({ method: 'POST', path: '/api/entries/2/tags' }, 'server-error')
  const error = await tags.rename('old', 'new').catch((failure: unknown) => failure)
  expect(error).toBeInstanceOf(PartialError)
  expect(error).toMatchObject({
    code: 'partial',
    outcome: 'partial',
    entryId: 2,
    done: ['“new” added to 2 entries'],
    hint: 'Repeat the call: the steps that are done are not repeated.',
    message: expect.not.stringContaining('its log'),
  })
  await fake.clearFaults()
  expect(await tags.rename('old', 'new')).toEqual({ changed: 1 })
  expect(labelsIn(fake)).toEqual({ 1: 'new', 2: 'new', 3: 'new' })
})

test('one that fails when the old tag is deleted is about no entry', async () => {
  const { fake, tags } = tagged(1)
  fake.fault({ method: 'DELETE' }, 'server-error')
  await expect(tags.merge(['old'], 'new')).rejects.toMatchObject({
    name: 'PartialError',
    entryId: null,
    done: ['“new” added to 1 entry'],
    message: expect.stringContaining('then “old tags deleted” failed'),
  })
})
