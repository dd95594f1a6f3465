import { expect, test } from 'vitest'
import { clientWith, failureOf } from './canned.js'

test.each([
  ['an object that cannot become text', '{"toString":1}'],
  ['an object within a list', '[{"toString":1}]'],
  ['lists in lists without an end', `${'['.repeat(500)}${']'.repeat(500)}`],
])('an error body that names a field and says %s of it is read all the same', async (_, said) => {
  const body = `{"error":{"username":${said},"email":["is taken","is long"]}}`
  const wallabag = clientWith(() => new Response(body, { status: 400 }))
  expect(await failureOf(wallabag.entries.delete(1))).toMatchObject({
    code: 'refused_by_server',
    serverMessage: 'username: ; email: is taken,is long',
    status: 400,
    attempts: 1,
    outcome: 'refused',
  })
})

test.each([
  ['in an error', 400],
  ['in a success', 200],
])('lists in lists without an end %s take no time and hardly any memory', async (_, status) => {
  const body = `{"error":${'['.repeat(2_000_000)}${']'.repeat(2_000_000)}}`
  const wallabag = clientWith(() => new Response(body, { status }))
  const before = process.memoryUsage().heapUsed
  const error = await failureOf(wallabag.tags.list())
  expect(error).toMatchObject({ serverMessage: null })
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(60_000_000)
})

test('a success without a word is called empty', async () => {
  const wallabag = clientWith(() => new Response(''))
  expect(await failureOf(wallabag.tags.list())).toMatchObject({
    code: 'not_json',
    message: expect.stringContaining('expected JSON, received an empty answer.'),
  })
})

test('something thrown that cannot become text is a failed connection all the same', async () => {
  const options = { retry: { limit: 0 } }
  const wallabag = clientWith(() => {
    throw Object.create(null)
  }, options)
  expect(await failureOf(wallabag.entries.delete(1))).toMatchObject({
    code: 'network',
    outcome: 'unknown',
    cause: { message: 'It has no readable message.' },
  })
})
