import { expect, test } from 'vitest'
import { clientWith, failureOf } from './canned.js'

test.each([
  ['an object that cannot become text', '{"toString":1}'],
  ['an object within a list', '[{"toString":1}]'],
  ['lists in lists without an end', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
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
