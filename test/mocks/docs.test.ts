import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import * as msw from 'msw'
import * as mswNode from 'msw/node'
import { describe, expect, it } from 'vitest'
import { createFakeWallabag, type FakeCredentials } from 'wallabag-sdk/testing'
import { environmentOf, passwordGrant } from '../support/account.js'
import { runSnippet, snippetScope, snippetsOf } from '../support/snippets.js'

const document = 'docs/testing.md'
const snippets = snippetsOf(document).map(({ code }) => code)

async function run(code: string) {
  const { logged, scope, packages } = snippetScope()
  // The snippet makes a fake of its own, which the scope's Wallabag would not reach.
  await runSnippet(code, {
    scope,
    packages: { ...packages, 'wallabag-sdk': await import('wallabag-sdk') },
  })
  return logged
}

describe('the set-up for vitest with msw', () => {
  const [snippet = ''] = snippets
  const collected: (() => Promise<unknown>)[] = []
  const hooks: (() => unknown)[] = []

  /** What a tool does: sign in, look, archive. */
  async function myTool(url: string, credentials: FakeCredentials) {
    const { access_token } = await passwordGrant(url, credentials)
    const headers = { Authorization: `Bearer ${access_token}` }
    const page = await (await fetch(`${url}/api/entries?tags=read`, { headers })).json()
    for (const { id } of page._embedded.items) {
      await fetch(`${url}/api/entries/${id}`, {
        method: 'PATCH',
        headers,
        body: new URLSearchParams({ archive: '1' }),
      })
    }
  }

  it('has five lines and a test that passes', async () => {
    const setUp = snippet
      .slice(snippet.indexOf('const fake'), snippet.indexOf('test('))
      .trim()
      .split('\n')
    expect(setUp.length).toBeLessThanOrEqual(5)
    const vitest = {
      beforeAll: (hook: () => unknown) => void hook(),
      afterAll: (hook: () => unknown) => void hooks.push(hook),
      expect,
      test: (_: string, body: () => Promise<unknown>) => void collected.push(body),
    }
    const packages = {
      msw,
      'msw/node': mswNode,
      vitest,
      'wallabag-sdk/testing': await import('wallabag-sdk/testing'),
    }
    await runSnippet(snippet, { scope: { myTool }, packages })
    expect(collected).toHaveLength(1)
    try {
      await collected[0]?.()
    } finally {
      for (const hook of hooks) hook()
    }
  })
})

it('the snippet for plain fetch saves an entry', async () => {
  const logged = await run(snippets[1] ?? '')
  expect(logged).toEqual([
    [1, 1, expect.arrayContaining(['POST /oauth/v2/token', 'POST /api/entries'])],
  ])
})

it('the curl example of the document saves an entry', async () => {
  const shell =
    /^```sh\n([\s\S]*?)^```$/m.exec(
      readFileSync(new URL(`../../${document}`, import.meta.url), 'utf8'),
    )?.[1] ?? ''
  const fake = createFakeWallabag()
  const { url, close } = await fake.listen()
  const env = { ...process.env, ...environmentOf(url, fake.credentials) }
  try {
    const { stdout } = await promisify(execFile)('sh', ['-c', shell], { env })
    expect(JSON.parse(stdout)).toMatchObject({
      url: 'https://blog.example/from-curl',
      tags: [{ label: 'shell' }],
    })
  } finally {
    await close()
  }
  expect(fake.state.entries).toMatchObject([
    { url: 'https://blog.example/from-curl', tags: ['shell'] },
  ])
})

it('the snippet about state counts what it says', async () => {
  const logged = await run(snippets[2] ?? '')
  expect(logged).toEqual([[501, expect.any(Number), 2]])
})

it('the snippet about faults fails once', async () => {
  const logged = await run(snippets[3] ?? '')
  expect(logged).toEqual([[502, 1]])
})

it('the snippet about replay is equal', async () => {
  const logged = await run(snippets[4] ?? '')
  expect(logged).toEqual([[true, []]])
  expect(snippets).toHaveLength(5)
})
