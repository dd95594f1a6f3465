import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createFakeWallabag, type Fault } from 'wallabag-sdk/testing'
import { connect as connectAccount } from '../../mcp/src/account.js'
import { eventually } from '../support/eventually.js'
import { sized } from '../support/size.js'
import { createWorld, eras, use } from './world.js'

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'wallabag-mcp-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const entries = [1, 2, 3].map((n) => ({
  url: `https://example.org/${n}`,
  title: `Article ${n}`,
  tags: ['a'],
  content: '<p>Some words.</p>',
}))

/** Every tool, and every action that asks the server. */
const calls: readonly (readonly [name: string, args: Record<string, unknown>])[] = [
  ['find', {}],
  ['find', { words: 'words' }],
  ['find', { untagged: true }],
  ['change', { ids: [1], archived: true }],
  ['change', { urls: ['https://example.org/1'], starred: true }],
  ['change', { filter: { tags: ['a'] }, archived: true }],
  ['tag', { action: 'list' }],
  ['tag', { action: 'rename', labels: ['a'], to: 'b' }],
  ['tag', { action: 'delete', labels: ['a'] }],
  ['notes', { action: 'list', id: 1 }],
  ['notes', { action: 'add', id: 1, quote: 'Some words' }],
  ['notes', { action: 'edit', note: 1, text: 'x' }],
  ['notes', { action: 'delete', note: 1 }],
  ['export', { ids: [1] }],
  ['delete', { ids: [1] }],
  ['save', { articles: [{ url: 'https://example.org/new' }] }],
  ['status', {}],
]

const faults: readonly (readonly [fault: Fault, codes: RegExp])[] = [
  ['refused', /^network$/],
  ['reset-before', /^network$/],
  ['unanswered', /^(network|ambiguous)$/],
  ['html-error', /^(server_error|not_wallabag|ambiguous)$/],
  [{ kind: 'busy', form: 'none' }, /^rate_limited$/],
  ['server-error', /^(server_error|ambiguous)$/],
  ['unauthorized', /^(token_revoked|bad_credentials|refused_by_server)$/],
  ['redirect', /^(redirected|not_wallabag)$/],
  ['wrong-shape', /^(unexpected_shape|not_wallabag|ambiguous)$/],
  ['truncated-json', /^(not_json|not_wallabag|ambiguous)$/],
]

test.each(faults)(
  'under %j each tool fails with a code, what happened and what to do',
  async (fault, codes) => {
    const world = createWorld({
      entries,
      settings: { allowDelete: true, exportFolder: temporaryFolder() },
      client: { saveSettleTime: 1 },
    })
    const { client } = await world.connect('modern')
    await use(client, 'find')
    for (const [name, args] of calls) {
      world.fake.fault({ path: /^\/api/ }, fault)
      const answer = await use(client, name, args)
      await world.fake.clearFaults()
      const context = `${name} ${JSON.stringify(args)}: ${answer.text}`
      if (name === 'status') {
        expect(answer.data['ok'], context).toBe(false)
        expect(answer.data['problems'], context).toEqual([
          expect.objectContaining({
            code: expect.any(String),
            remedy: expect.stringMatching(/\w/),
          }),
        ])
        continue
      }
      const [error] = errorsOf(answer.data)
      expect(error, context).toEqual(
        expect.objectContaining({
          code: expect.stringMatching(codes),
          message: expect.any(String),
        }),
      )
      expect(answer.text, context).toContain(String(error?.message))
    }
  },
)

/** The errors in an answer: of the call, or of its items. */
function errorsOf(data: Record<string, unknown>): { code: string; message: string }[] {
  const { error, failed, articles } = JSON.parse(JSON.stringify(data))
  return error ? [error] : (failed ?? articles ?? [])
}

test('what is not there is told by its number', async () => {
  const world = createWorld({ entries, settings: { allowDelete: true } })
  const { client } = await world.connect('legacy')
  for (const [name, args, code] of [
    ['notes', { action: 'list', id: 999 }, 'not_found_entry'],
    ['notes', { action: 'edit', note: 999, text: 'x' }, 'not_found_annotation'],
    ['tag', { action: 'delete', labels: ['nothing'] }, null],
  ] as const) {
    const answer = await use(client, name, args)
    if (code === null) expect(answer.data).toMatchObject({ status: 'nothing', count: 0 })
    else expect(answer).toMatchObject({ isError: true, data: { error: { code } } })
  }
})

test('a tool or an argument that there is none of is refused', async () => {
  const { client } = await createWorld().connect('modern')
  await expect(use(client, 'fly')).rejects.toThrow('fly')
  expect(await use(client, 'find', { limit: 1000 })).toMatchObject({
    isError: true,
    text: expect.stringContaining('limit'),
  })
})

test.each(eras)(
  '%s: a job that is cancelled stops, and what it did can be taken back',
  async (era) => {
    const world = createWorld({ latency: 3 })
    world.fake.seed.library(300)
    const { client } = await world.connect(era, 'accept')
    const state = () => world.fake.state.entries.map(({ id, starred }) => [id, starred])
    const before = state()
    const abort = new AbortController()
    const progress: number[] = []
    const totals = new Set<number>()
    const change = use(
      client,
      'change',
      { all: true, starred: true },
      {
        signal: abort.signal,
        onprogress: ({ progress: done, total }) => {
          // The client of the newer protocol tells its own rounds, too.
          if (total === undefined) return
          progress.push(done)
          totals.add(total)
          if (done > 20) abort.abort()
        },
      },
    )
    await expect(change).rejects.toThrow()
    expect([...totals]).toEqual([before.filter(([, starred]) => !starred).length])
    expect(progress).toEqual([...progress].sort((a, b) => a - b))
    await world.fake.idle()
    await eventually(async () => {
      const { data } = await use(client, 'status')
      expect(data['undo']).toHaveLength(1)
    })
    const changed = state().filter(([, starred]) => starred).length
    const all = before.length
    expect(changed).toBeGreaterThan(before.filter(([, starred]) => starred).length)
    expect(changed).toBeLessThan(all)
    const status = JSON.parse(JSON.stringify((await use(client, 'status')).data))
    await use(client, 'change', { undo: status.undo[0].undo })
    expect(state()).toEqual(before)
  },
)

test('what the client of the server logs reaches the log, and the client who called', async () => {
  const world = createWorld({ entries, client: { retry: { limit: 1 } } })
  const { client } = await world.connect('legacy')
  const logged: unknown[] = []
  client.setNotificationHandler('notifications/message', ({ params }) => {
    logged.push(params)
  })
  world.fake.fault({ path: '/api/entries' }, 'odd-entry')
  await use(client, 'find')
  expect(world.log).toEqual([expect.stringMatching(/^warning: Left out: item .* is malformed/)])
  expect(logged).toEqual([expect.objectContaining({ level: 'warning', logger: 'wallabag' })])
})

const passwords = fc
  .array(
    fc.tuple(fc.constantFrom(...' "\'\\/&=+%<>{}ü€😀#?@:.-_~'), fc.constantFrom(...'0123456789')),
    {
      minLength: 6,
      maxLength: 20,
    },
  )
  .map((pairs) => pairs.flat().join(''))

/** A failure that repeats what was sent. */
const echoes: Record<string, (echo: string) => Response> = {
  refusal: (echo) => json(400, { error: 'invalid_request', error_description: echo }),
  'wrong token': (echo) => json(401, { error: 'invalid_grant', error_description: echo }),
  'another shape': (echo) => json(200, { [echo]: echo }),
  page: (echo) => new Response(`<title>${echo}</title>`, { status: 500 }),
  reset: (echo) => {
    throw new TypeError(`fetch failed: ${echo}`)
  },
}

function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json' },
  })
}

test('whatever a server repeats of what it was sent, no output and no log holds a secret', async () => {
  const exportFolder = temporaryFolder()
  await fc.assert(
    fc.asyncProperty(
      passwords,
      passwords,
      fc.constantFrom(...Object.keys(echoes)),
      fc.constantFrom(...calls),
      fc.nat(3),
      async (password, clientSecret, how, [name, args], after) => {
        let sent = 0
        const users = [{ username: 'ada', password }]
        const clients = [{ clientId: '1_abc', clientSecret }]
        const echo = async (request: Request): Promise<Response> => {
          sent += 1
          if (sent <= after) return world.fake.fetch(request)
          const body = new URLSearchParams(await request.text())
          const held = [request.headers.get('authorization'), ...body.values()].join(' ')
          const answer = echoes[how]
          if (!answer) throw new Error(how)
          return answer(held)
        }
        const world = createWorld({
          users,
          clients,
          entries,
          settings: { allowDelete: true, exportFolder },
          client: {
            auth: { username: 'ada', password, clientId: '1_abc', clientSecret },
            fetch: (input, init) => echo(new Request(input, init)),
            saveSettleTime: 1,
          },
        })
        const { client } = await world.connect('modern')
        const answer = await client.callTool({ name, arguments: args })
        const out = [JSON.stringify(answer), JSON.stringify(world.log), ...textsOf(answer)].join(
          '\n',
        )
        const { accessTokens, refreshTokens } = world.fake.state
        const tokens = [...accessTokens, ...refreshTokens].map(({ token }) => token)
        for (const secret of [password, clientSecret, ...tokens]) {
          for (const spelling of [
            secret,
            JSON.stringify(secret).slice(1, -1),
            encodeURIComponent(secret),
          ]) {
            expect(out.includes(spelling)).toBe(false)
          }
        }
      },
    ),
    { numRuns: sized(10, 100) },
  )
})

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(textsOf)
}

test('an address with a password in it is told without', async () => {
  const url = 'https://ada:hunter22@example.org/a?x=1&access_token=abc123'
  const world = createWorld({ entries: [{ url, title: 'Mine' }] })
  const { client } = await world.connect('modern')
  const { data, text } = await use(client, 'find')
  expect(data).toMatchObject({ entries: [{ url: 'https://example.org/a?x=1&access_token=…' }] })
  expect(JSON.stringify([data, text])).not.toMatch(/hunter22|abc123/)
})

test('the login is that of the profile, of the environment, or is said to be missing', async () => {
  const fake = createFakeWallabag()
  const { url, close } = await fake.listen()
  onTestFinished(close)
  const home = temporaryFolder()
  for (const name of ['URL', 'CLIENT_ID', 'CLIENT_SECRET', 'USERNAME', 'PASSWORD']) {
    vi.stubEnv(`WALLABAG_${name}`, undefined)
  }
  vi.stubEnv('XDG_CONFIG_HOME', home)
  const settings = createWorld().service.settings
  const logger = { debug() {}, info() {}, warn() {}, error() {} }
  await expect(connectAccount(settings, logger)).rejects.toThrow('Not logged in. Run “npx')
  await expect(connectAccount({ ...settings, profile: 'work' }, logger)).rejects.toThrow(
    'There is no profile “work”',
  )
  const { profileStore } = await import('wallabag-sdk/node')
  await profileStore().set('default', { ...fake.credentials, url })
  const byProfile = await connectAccount(settings, logger)
  expect((await byProfile.user.get()).username).toBe('wallabag')
  await byProfile.close()
  const { clientId, clientSecret } = fake.credentials
  vi.stubEnv('WALLABAG_URL', 'https://other.example')
  vi.stubEnv('WALLABAG_CLIENT_ID', clientId)
  vi.stubEnv('WALLABAG_CLIENT_SECRET', clientSecret)
  vi.stubEnv('WALLABAG_USERNAME', 'wallabag')
  vi.stubEnv('WALLABAG_PASSWORD', 'wallabag')
  expect((await connectAccount(settings, logger)).url).toBe('https://other.example')
  vi.unstubAllEnvs()
})
