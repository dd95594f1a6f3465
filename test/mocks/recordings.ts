import { readdirSync, readFileSync } from 'node:fs'
import { http, passthrough } from 'msw'
import { setupServer } from 'msw/node'
import {
  createFakeWallabag,
  type Exchange,
  type Pages,
  type ReplayResult,
  replay,
  type Version,
} from 'wallabag-sdk/testing'

const folder = new URL('../recordings/', import.meta.url)
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8')

/** What the recorded servers could fetch. */
export const pages: Pages = JSON.parse(read('pages.json'))

/** The exchanges in a file. */
export function recording(name: string): Exchange[] {
  const lines = read(name).trim().split('\n')
  return lines.map((line): Exchange => JSON.parse(line))
}

/** A file, and the line of the server that it was recorded from. */
export interface RecordingFile {
  version: Version
  name: string
}

const versions = ['2.6.14', '2.7.0-dev'] as const

/** The two known files. */
export const known: RecordingFile[] = versions.map((version) => ({
  version,
  name: `wallabag-${version}.jsonl`,
}))

/** Twelve chapters, each of which begins with an empty server. */
export const chapters: RecordingFile[] = readdirSync(new URL('chapters', folder)).flatMap(
  (chapter) =>
    versions.map((version) => ({
      version,
      name: `chapters/${chapter}/wallabag-${version}.jsonl`,
    })),
)

/** The ways to the fake: each replays the exchanges and gives their results. */
export const faces = {
  async fetch({ version }: RecordingFile, exchanges: readonly Exchange[]) {
    return replay(createFakeWallabag({ version, pages }), exchanges)
  },
  async msw({ version }: RecordingFile, exchanges: readonly Exchange[]) {
    const fake = createFakeWallabag({ version, pages })
    const server = setupServer(
      ...fake.handlers(http),
      http.all('*', () => passthrough()),
    )
    server.listen({ onUnhandledRequest: 'error' })
    try {
      return await replay(fake, exchanges, { fetch: globalThis.fetch })
    } finally {
      server.close()
    }
  },
  async sockets({ version }: RecordingFile, exchanges: readonly Exchange[]) {
    const fake = createFakeWallabag({ version, pages })
    const { url, close } = await fake.listen()
    try {
      return await replay(fake, exchanges, { fetch: globalThis.fetch, url })
    } finally {
      await close()
    }
  },
}

export function unequal(results: readonly ReplayResult[]): ReplayResult[] {
  return results.filter(({ equal }) => !equal)
}
