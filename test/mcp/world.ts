import { Client } from '@modelcontextprotocol/client'
import { InMemoryTransport } from '@modelcontextprotocol/server'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { onTestFinished } from 'vitest'
import { Wallabag, type WallabagOptions } from 'wallabag-sdk'
import { createFakeWallabag, type FakeOptions, type FakeWallabag } from 'wallabag-sdk/testing'
import { usualOptions } from '../../mcp/src/account.js'
import { createServer } from '../../mcp/src/server.js'
import { Service } from '../../mcp/src/service.js'
import type { Settings } from '../../mcp/src/settings.js'
import { articlePage } from '../support/connect.js'

/** The two protocols that clients speak: that of 2025, and that of 2026-07-28. */
export const eras = ['legacy', 'modern'] as const
export type Era = (typeof eras)[number]

/** What a person answers when a server asks. */
export type Person = 'accept' | 'decline' | 'cancel'

/** How a world is made. */
export interface WorldOptions extends FakeOptions {
  /** A fake that there is already (default: a new one). */
  readonly fake?: FakeWallabag
  readonly client?: Partial<WallabagOptions>
  readonly settings?: Partial<Settings>
  readonly lookUp?: (host: string) => Promise<readonly string[]>
}

/** A fake Wallabag, and one MCP server of it, in this process. */
export interface World {
  readonly fake: FakeWallabag
  readonly service: Service
  /** What the server wrote to its log. */
  readonly log: string[]
  /** Connects a client by the protocol of an era; with a person behind it, or none who can be asked. */
  connect(era: Era, person?: Person): Promise<Connected>
  /** The API calls since the last time, as `POST /api/entries 200`; token calls are left out. */
  calls(): string[]
}

/** A client, and what the person behind it was asked. */
export interface Connected {
  readonly client: Client
  readonly asked: string[]
}

export const allowed: Settings = {
  profile: null,
  readOnly: false,
  tools: null,
  allowDelete: false,
  allowPrivate: false,
  exportFolder: null,
}

export function createWorld({ settings, lookUp, client, ...more }: WorldOptions = {}): World {
  const { fake = createFakeWallabag({ pages: articlePage, ...more }) } = more
  const log: string[] = []
  const service = new Service(
    { ...allowed, ...settings },
    async (_, logger) =>
      new Wallabag({
        url: fake.url,
        auth: fake.credentials,
        fetch: fake.fetch,
        retry: { limit: 0 },
        ...usualOptions(logger),
        ...client,
      }),
    (line) => log.push(line),
    lookUp ?? (async () => ['93.184.216.34']),
  )
  onTestFinished(() => service.close())
  return {
    fake,
    service,
    log,
    async connect(era, person) {
      const [mine, its] = InMemoryTransport.createLinkedPair()
      const handle = serveStdio(() => createServer(service), { transport: its })
      const connected = makeClient(era, person)
      await connected.client.connect(mine)
      onTestFinished(async () => {
        await connected.client.close()
        await handle.close()
      })
      return connected
    },
    calls() {
      const seen = fake.requests
        .filter(({ path }) => !path.startsWith('/oauth'))
        .map(({ method, path, status }) => `${method} ${path} ${status}`)
      fake.requests.clear()
      return seen
    },
  }
}

/** A client of an era, which is not connected yet. */
export function makeClient(era: Era, person?: Person): Connected {
  const asked: string[] = []
  const client = new Client(
    { name: 'test', version: '1' },
    {
      capabilities: person ? { elicitation: {} } : {},
      versionNegotiation: { mode: era === 'legacy' ? 'legacy' : { pin: '2026-07-28' } },
    },
  )
  if (person) {
    client.setRequestHandler('elicitation/create', ({ params }) => {
      asked.push(params.message)
      return person === 'accept' ? { action: person, content: {} } : { action: person }
    })
  }
  return { client, asked }
}

/** What a tool gave back. */
export interface Answer {
  readonly data: Record<string, unknown>
  readonly text: string
  readonly isError: boolean
  /** How many bytes it was on the wire. */
  readonly bytes: number
}

/** Calls a tool. */
export async function use(
  client: Client,
  name: string,
  args: Record<string, unknown> = {},
  options: Parameters<Client['callTool']>[1] = {},
): Promise<Answer> {
  const result = await client.callTool({ name, arguments: args }, options)
  const { content, structuredContent, isError } = result
  const texts = content.map((block) => (block.type === 'text' ? block.text : ''))
  return {
    data: Object.fromEntries(Object.entries(structuredContent ?? {})),
    text: texts.join('\n'),
    isError: isError === true,
    bytes: Buffer.byteLength(JSON.stringify(result)),
  }
}
