import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { createSync, memoryStore, type SyncClient } from 'wallabag-sdk/sync'
import { createFakeWallabag } from 'wallabag-sdk/testing'
import manifest from '../../package.json' with { type: 'json' }

/** A client that another copy of the package has made, as a library with its own copy does. */
async function clientOfAnotherCopy(version = manifest.version) {
  const { outputFiles } = await build({
    entryPoints: ['src/core.ts'],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
  })
  const source = (outputFiles[0]?.text ?? '').replaceAll(manifest.version, version)
  const copy = await import(`data:text/javascript;base64,${Buffer.from(source).toString('base64')}`)
  const fake = createFakeWallabag()
  const { url, credentials: auth, fetch } = fake
  const client: SyncClient = new copy.Wallabag({ url, auth, fetch })
  return { fake, client }
}

test('a sync stands on a client that another copy of the package has made', async () => {
  const { fake, client } = await clientOfAnotherCopy()
  fake.seed.library(3)
  const sync = createSync(client, { store: memoryStore() })
  await sync.outbox.save('https://example.org/queued')
  expect(await sync.run()).toMatchObject({ added: 4, failures: [] })
})

test('of a client of another version it says so, and that two copies are loaded', async () => {
  const { client } = await clientOfAnotherCopy('0.0.9')
  expect(() => createSync(client, { store: memoryStore() })).toThrow(
    `wallabag: expected a client of version ${manifest.version}, received one of version 0.0.9. ` +
      'Two copies of the package are loaded: see `npm ls wallabag-sdk`.',
  )
})

test('a client that is printed does not show what it stands on', async () => {
  const { client } = await clientOfAnotherCopy()
  const { inspect } = await import('node:util')
  expect(inspect(client, { showHidden: true, depth: 9 })).not.toMatch(
    /tokenStore|normalizeUrl|Api /,
  )
})
