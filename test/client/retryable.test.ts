import { describe, expect, test } from 'vitest'
import { type ErrorCode, isWallabagError, type Wallabag, WallabagError } from 'wallabag-sdk'
import type { FakeWallabag } from 'wallabag-sdk/testing'
import { connect } from '../support/connect.js'

const failureOf = async (call: PromiseLike<unknown>): Promise<WallabagError> => {
  const error = await Promise.resolve(call).then(null, (caught: unknown) => caught)
  if (!isWallabagError(error)) throw new Error(`no such error: ${error}`)
  return error
}

test('a class of errors that extends ours may declare a name', () => {
  const error = new WallabagError('timeout', 'Too late.')
  expect(Object.keys(error)).not.toContain('name')
  // What a field of a class does, which TypeScript may compile to an assignment.
  const field = { value: 'OwnError', configurable: true, enumerable: true, writable: true }
  expect(Reflect.defineProperty(error, 'name', field)).toBe(true)
  expect(`${error}`).toBe('OwnError: Too late.')
})

describe('retryable says whether the same call may succeed later', () => {
  const rows: [string, ErrorCode, boolean, (wallabag: Wallabag, fake: FakeWallabag) => unknown][] =
    [
      [
        'a server that is busy',
        'rate_limited',
        true,
        (_, fake) => fake.fault({}, { kind: 'busy', status: 429 }),
      ],
      ['a connection that breaks', 'network', true, (_, fake) => fake.fault({}, 'reset-before')],
      ['a body cut short', 'not_wallabag', true, (_, fake) => fake.fault({}, 'truncated-json')],
      ['an entry that is not there', 'not_found_entry', false, () => undefined],
      ['an id that is none', 'invalid_input', false, () => undefined],
    ]
  test.each(rows)('%s: %s', async (_, code, retryable, prepare) => {
    const { wallabag, fake } = connect()
    await wallabag.user.get()
    prepare(wallabag, fake)
    const error = await failureOf(wallabag.entries.get(code === 'invalid_input' ? 1.5 : 99))
    expect([error.code, error.retryable]).toEqual([code, retryable])
  })

  test('an error around another says what the other says', () => {
    const passing = new WallabagError('server_error', 'Busy.')
    expect(passing.retryable).toBe(true)
    expect(new WallabagError('partial', 'Some of it.', { retryable: true }).retryable).toBe(true)
    expect(new WallabagError('partial', 'Some of it.').retryable).toBe(false)
  })

  test('a wrong password will be wrong again', async () => {
    const { wallabag } = connect(
      {},
      {
        auth: {
          clientId: '1_x',
          clientSecret: 'secret-of-nobody',
          username: 'a',
          password: 'password-of-nobody',
        },
      },
    )
    expect((await failureOf(wallabag.user.get())).retryable).toBe(false)
  })
})
