import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { createFakeWallabag, type FakeWallabag } from 'wallabag-sdk/testing'
import { environmentOf } from '../support/account.js'
import { buildCommand } from '../support/built-command.js'
import { articlePage } from '../support/connect.js'
import { type Era, eras, makeClient, type Person, use } from './world.js'

let file = ''
beforeAll(async () => {
  file = await buildCommand('mcp')
})

const token = 'a-token-that-nobody-guesses'

/** A fake Wallabag that listens, and what a process needs to reach it. */
async function serve(latency = 0): Promise<{ fake: FakeWallabag; env: Record<string, string> }> {
  const fake = createFakeWallabag({ pages: articlePage, latency })
  const { url, close } = await fake.listen()
  const home = mkdtempSync(join(tmpdir(), 'wallabag-mcp-'))
  onTestFinished(async () => {
    await close()
    rmSync(home, { recursive: true, force: true })
  })
  const path = process.env['PATH'] ?? ''
  return {
    fake,
    env: {
      PATH: path,
      HOME: home,
      WALLABAG_MCP_TOKEN: token,
      ...environmentOf(url, fake.credentials),
    },
  }
}

async function overStdio(env: Record<string, string>, era: Era, person?: Person) {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [file],
    env,
    stderr: 'pipe',
  })
  const { client, asked } = makeClient(era, person)
  await client.connect(transport)
  onTestFinished(() => client.close())
  return { client, asked, transport }
}

type Process = ChildProcessByStdio<null, Readable, Readable>

/** Runs the server until the test ends. */
function start(env: Record<string, string>, words: readonly string[]): Process {
  const child = spawn(process.execPath, [file, ...words], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

/** The address that a server says it listens on. */
async function addressOf(child: Process): Promise<URL> {
  for await (const chunk of child.stderr) {
    const [, url] = /Serving on (\S+)/.exec(String(chunk)) ?? []
    if (url) return new URL(url)
  }
  throw new Error('It ended before it listened.')
}

async function overHttp(url: URL, era: Era, bearer = token, person: Person | 'none' = 'accept') {
  const transport = new StreamableHTTPClientTransport(url, {
    requestInit: { headers: { authorization: `Bearer ${bearer}` } },
  })
  const made = makeClient(era, person === 'none' ? undefined : person)
  await made.client.connect(transport)
  onTestFinished(() => made.client.close())
  return made
}

test.each(eras)(
  '%s: by standard input and output it does what it does in a process',
  async (era) => {
    const { fake, env } = await serve()
    fake.seed.library(60)
    const { client, asked } = await overStdio(env, era, 'accept')
    expect((await use(client, 'status')).data).toMatchObject({ ok: true, counts: { all: 60 } })
    const change = { filter: { archived: false }, archived: true }
    expect((await use(client, 'change', change)).data).toMatchObject({ status: 'done' })
    expect(asked).toHaveLength(1)
    expect(fake.state.entries.every(({ archived }) => archived)).toBe(true)
  },
)

test.each(eras)('%s: by HTTP two clients work at once, each with its own answers', async (era) => {
  const { fake, env } = await serve()
  fake.seed.library(60)
  const url = await addressOf(start(env, ['--http', '--port', '0']))
  const [one, two] = await Promise.all([overHttp(url, era), overHttp(url, era)])
  const answers = await Promise.all([
    ...[1, 2, 3, 4].map((limit) => use(one.client, 'find', { limit })),
    ...[5, 6, 7, 8].map((limit) => use(two.client, 'find', { limit })),
  ])
  const counts = answers.map(({ data }) => Array.isArray(data['entries']) && data['entries'].length)
  expect(counts).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  const change = { filter: { archived: false }, archived: true }
  expect((await use(one.client, 'change', change)).data).toMatchObject({ status: 'done' })
  expect([one.asked.length, two.asked.length]).toEqual([1, 0])
  expect(fake.state.entries.every(({ archived }) => archived)).toBe(true)
})

test('by HTTP nobody enters without the token, from another page, or by another name', async () => {
  const { env } = await serve()
  const url = await addressOf(start(env, ['--http', '--port', '0']))
  const status = async (headers: Record<string, string>) => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} })
    const type = {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    }
    return (await fetch(url, { method: 'POST', headers: { ...type, ...headers }, body })).status
  }
  const right = { authorization: `Bearer ${token}` }
  // It wants to be greeted first.
  expect(await status(right)).toBe(400)
  expect(await status({ ...right, 'mcp-session-id': 'of-another-life' })).toBe(404)
  expect(await status({})).toBe(401)
  expect(await status({ authorization: `Bearer ${token}x` })).toBe(401)
  expect(await status({ ...right, origin: 'https://evil.example' })).toBe(403)
  await expect(overHttp(url, 'legacy', 'wrong')).rejects.toThrow()
})

test('without a token there is no HTTP server', async () => {
  const { env } = await serve()
  const { WALLABAG_MCP_TOKEN: _, ...without } = env
  const child = start(without, ['--http'])
  const said = text(child.stderr)
  const code = await new Promise((resolve) => child.once('exit', resolve))
  expect([code, await said]).toEqual([2, expect.stringContaining('Set WALLABAG_MCP_TOKEN')])
})

test.each(eras)('%s: a server that dies comes back, and its dry runs are gone', async (era) => {
  const { fake, env } = await serve()
  fake.seed.library(60)
  const child = start(env, ['--http', '--port', '0'])
  const url = await addressOf(child)
  const { client } = await overHttp(url, era, token, 'none')
  const dry = await use(client, 'change', { filter: { archived: false }, archived: true })
  expect(dry.data['status']).toBe('confirm')
  const dead = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await dead
  await expect(use(client, 'find')).rejects.toThrow()
  await addressOf(start(env, ['--http', '--port', url.port]))
  const { client: anew } = await overHttp(url, era)
  const late = await use(anew, 'change', { confirm: dry.data['confirm'] })
  expect(late).toMatchObject({
    isError: true,
    text: expect.stringContaining('this server was restarted'),
  })
  expect((await use(anew, 'find', { limit: 1 })).isError).toBe(false)
})

test('a Wallabag that dies and comes back is told as such, and then answers', async () => {
  const fake = createFakeWallabag()
  const first = await fake.listen()
  const env = { PATH: '', HOME: tmpdir(), ...environmentOf(first.url, fake.credentials) }
  const { client } = await overStdio(env, 'modern')
  expect((await use(client, 'find')).isError).toBe(false)
  await first.close()
  const dead = await use(client, 'status')
  expect(dead.data).toMatchObject({ ok: false, problems: [{ code: 'connection_refused' }] })
  const again = await fake.listen(Number(new URL(first.url).port))
  onTestFinished(() => again.close())
  expect((await use(client, 'status')).data).toMatchObject({ ok: true })
})

test('a process that is not logged in serves, and says what to do', async () => {
  const home = mkdtempSync(join(tmpdir(), 'wallabag-mcp-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  const env = { PATH: '', HOME: home }
  const { client } = await overStdio(env, 'legacy')
  expect(await use(client, 'find')).toMatchObject({
    isError: true,
    text: expect.stringMatching(/^signed_out: Not logged in\. Run “npx wallabag-cli login” once/),
  })
  const child = start(env, ['doctor', '--profile', 'work'])
  const printed = text(child.stdout)
  expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(1)
  expect(await printed).toContain('There is no profile “work”')
})

test('the process ends when its client closes its input', async () => {
  const { env } = await serve()
  const child = spawn(process.execPath, [file], { env, stdio: ['pipe', 'pipe', 'pipe'] })
  const code = new Promise((resolve) => child.once('exit', resolve))
  child.stdin.end()
  expect(await code).toBe(0)
})

test.each(eras)('%s: by HTTP a call that is cancelled stops its job', async (era) => {
  const { fake, env } = await serve(5)
  fake.seed.library(400)
  const url = await addressOf(start(env, ['--http', '--port', '0']))
  const { client } = await overHttp(url, era)
  const abort = new AbortController()
  const change = use(
    client,
    'change',
    { all: true, starred: true },
    { signal: abort.signal, onprogress: ({ total }) => total !== undefined && abort.abort() },
  )
  await expect(change).rejects.toThrow()
  await vi.waitFor(
    async () => {
      const { data } = await use(client, 'status')
      expect(data['undo']).toHaveLength(1)
    },
    { timeout: 20_000, interval: 200 },
  )
  expect(fake.state.entries.some(({ starred }) => !starred)).toBe(true)
})
